import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parquet } from "./parquet.ts";
import { collect, temporaryFolder } from "./test-support.ts";

/** `PYTHON=/path/to/python`, one that has pyarrow. */
const PYTHON = process.env.PYTHON ?? "python3";

/** Writes the same 400 rows in every codec, with and without dictionaries, page indexes, small pages and groups. */
const WRITER = `
import itertools, json, random, sys
import pyarrow as pa, pyarrow.parquet as pq
folder = sys.argv[1]
random.seed(7)
words = ['alpha', 'b\\u00e9ta', '\\u65e5\\u672c', '\\U0001f600', 'a\\u0301', '\\n', '\\ufeff', '"', '\\0']
text = lambda: ''.join(random.choice(words) + ' ' for _ in range(random.randint(0, 40)))
rows = []
for i in range(400):
    n = random.choice([0, 1, 2, 5, 30])
    rows.append({
        'id': 'd%d' % i,
        'text': None if i % 97 == 0 else text(),
        'texts': None if i % 101 == 0 else [text() for _ in range(n)],
        'scores': [random.choice([0.0, random.random()]) for _ in range(n)],
        'meta': {'url': 'u%d' % i, 'n': i},
    })
json.dump(rows, open(folder + '/rows.json', 'w'))
def schema(string, number, many=pa.list_):
    return pa.schema([('id', string), ('text', string), ('texts', many(string)), ('scores', many(number)),
                      ('meta', pa.struct([('url', string), ('n', pa.int64())]))])
table = pa.Table.from_pylist(rows, schema=schema(pa.string(), pa.float64()))
for codec, dictionary, version, index, page, group in itertools.product(
        ['NONE', 'SNAPPY', 'GZIP', 'BROTLI', 'LZ4', 'ZSTD'], [True, False], ['1.0', '2.0'], [True, False], [1024, 1 << 20], [150, 10000]):
    name = '%s/%s-%s-%s-%s-%s-%s.parquet' % (folder, codec, dictionary, version, index, page, group)
    pq.write_table(table, name, compression=codec, use_dictionary=dictionary, data_page_version=version,
                   write_page_index=index, data_page_size=page, row_group_size=group)
for encoding in ['PLAIN', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY']:
    columns = {'id': encoding, 'text': encoding, 'texts.list.element': encoding, 'scores.list.element': 'BYTE_STREAM_SPLIT'}
    pq.write_table(table, folder + '/' + encoding + '.parquet', use_dictionary=False, column_encoding=columns)
large = pa.Table.from_pylist(rows, schema=schema(pa.large_string(), pa.float64(), pa.large_list))
pq.write_table(large, folder + '/large.parquet')
`;

/** What `rows.json` holds of a row. */
interface Row {
  readonly id: string;
  readonly text: string | null;
  readonly texts: readonly string[] | null;
  readonly scores: readonly number[];
}

describe("a Parquet file by pyarrow", () => {
  it("gives the rows that were written, in every codec, encoding and layout", async (context) => {
    const available = spawnSync(PYTHON, ["-c", "import pyarrow.parquet"]).status === 0;
    if (!available) context.skip("pyarrow is not installed: pip install pyarrow, and set PYTHON");
    const folder = temporaryFolder();
    const written = spawnSync(PYTHON, ["-c", WRITER, folder], { encoding: "utf8" });
    expect(written.stderr).toBe("");
    const rows: readonly Row[] = JSON.parse(readFileSync(join(folder, "rows.json"), "utf8"));
    const texts = rows.flatMap(({ id, text }) => (text ? [{ id, text }] : []));
    const scored = rows.flatMap(({ id, texts, scores }) => {
      const text = texts?.join("");
      const segments = texts?.map((each, i) => ({ text: each, score: scores[i] }));
      return text ? [{ id, text, segments }] : [];
    });
    const files = readdirSync(folder).filter((name) => name.endsWith(".parquet"));
    expect(files.length).toBe(196);
    for (const file of files) {
      const path = join(folder, file);
      const unlike = async (options: object, expected: unknown) => {
        const read = await collect(parquet(path, { id: "id", ...options }).documents());
        return JSON.stringify(read) === JSON.stringify(expected) ? [] : [file];
      };
      expect(await unlike({ text: "text" }, texts)).toEqual([]);
      expect(await unlike({}, scored)).toEqual([]);
    }
  }, 300_000);
});
