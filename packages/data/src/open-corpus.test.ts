import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { corpusFiles } from "./corpus-files.ts";
import { type OpenCorpusOptions, openCorpus } from "./open-corpus.ts";
import { collect, storedZstd, temporaryFolder, writeParquet } from "./test-support.ts";

/** A folder with some files; each holds one record whose text is the file's name. */
function folderOf(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    const line = `${JSON.stringify({ text: name })}\n`;
    if (name.endsWith(".parquet")) writeParquet(path, [{ text: name }]);
    else writeFileSync(path, name.endsWith(".gz") ? gzipSync(line) : line);
  }
  return folder;
}

const idsOf = async (path: string, options: OpenCorpusOptions = {}) =>
  (await collect(openCorpus(path, options).documents())).map(({ id }) => id);

describe("openCorpus", () => {
  it("reads a file as its ending says, or as it is told", async () => {
    const names = ["a.jsonl", "b.NDJSON", "c.json.gz", "d.parquet", "e.data", "f.txt"];
    const folder = folderOf(...names);
    for (const name of names.slice(0, 4)) {
      expect(await idsOf(join(folder, name))).toEqual([`${name}:1`]);
      expect(openCorpus(join(folder, name)).name).toBe(name);
    }
    expect(await idsOf(join(folder, "e.data"), { format: "jsonl" })).toEqual(["e.data:1"]);
    expect(await idsOf(join(folder, "f.txt"), { format: "text" })).toEqual(["f.txt"]);
  });

  it("knows about how much text there is, whatever the format", async () => {
    const folder = folderOf("a.jsonl", "b.json.gz", "shards/1.jsonl.gz", "shards/2.jsonl.gz");
    const measure = (path: string, options?: OpenCorpusOptions) =>
      openCorpus(join(folder, path), options).measure?.();
    const line = '{"text":"a.jsonl"}\n';
    expect(openCorpus(join(folder, "a.jsonl")).size).toBe(line.length);
    expect(openCorpus(join(folder, "b.json.gz")).size).toBeUndefined();
    expect(await measure("b.json.gz")).toBe(line.length + 2);
    expect(await measure("shards")).toBeCloseTo(2 * (line.length + 10), -1);
    expect(await measure("a.jsonl", { format: "text" })).toBe(line.length);

    const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${"word ".repeat(200 + (i % 7))}`);
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    const lines = texts.map((text) => `${JSON.stringify({ text })}\n`).join("");
    writeFileSync(join(folder, "big.jsonl.GZ"), gzipSync(lines));
    writeFileSync(join(folder, "big.jsonl.zst"), storedZstd(Buffer.from(lines)));
    writeParquet(
      join(folder, "big.parquet"),
      texts.map((text, i) => ({ text, other: texts[i] })),
    );
    for (const name of ["big.jsonl.GZ", "big.jsonl.zst", "big.parquet"]) {
      const measured = (await measure(name)) ?? 0;
      expect(measured / characters, name).toBeGreaterThan(0.85); // a block of zstd is all or nothing
      expect(measured / characters, name).toBeLessThan(1.05);
      expect((await idsOf(join(folder, name))).length, name).toBe(texts.length);
    }
    await expect(measure("nowhere.jsonl.gz")).rejects.toThrow(/nowhere.jsonl.gz" does not exist/);
  });

  it("names a broken link if it is one of the corpus' files", async () => {
    const folder = folderOf("a.jsonl", "b.txt");
    symlinkSync(join(folder, "gone"), join(folder, ".#lock"));
    expect(await idsOf(folder)).toEqual(["a.jsonl:1"]);
    symlinkSync(join(folder, "gone"), join(folder, "c.jsonl"));
    await expect(idsOf(folder)).rejects.toThrow(/c\.jsonl" does not exist/);
  });

  it("reads the shards in a folder as one corpus, sorted by path, whatever lies beside them", async () => {
    const shards = ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"];
    const others = [
      "README.md",
      "dataset_infos.json",
      ".cache/x.parquet",
      ".hidden.jsonl",
      "a.jsonl.scores/x/part-00000.jsonl",
    ];
    expect(await idsOf(folderOf(...shards.toReversed(), ...others))).toEqual(
      shards.map((name) => `${name}:1`),
    );
    const lines = ["1.jsonl.gz", "2.jsonl", "deep/0.json.gz"];
    expect(await idsOf(folderOf(...lines))).toEqual(lines.map((name) => `${name}:1`));
  });

  it("reads the files that match a pattern", async () => {
    const folder = folderOf("train-1.jsonl", "train-2.jsonl", "test-1.jsonl", "train-3.jsonl.bak");
    expect(await idsOf(join(folder, "train-*.jsonl"))).toEqual([
      "train-1.jsonl:1",
      "train-2.jsonl:1",
    ]);
    expect(await idsOf(join(folder, "*-1.jsonl"))).toEqual(["test-1.jsonl:1", "train-1.jsonl:1"]);
    await expect(idsOf(join(folder, "dev*"))).rejects.toThrow(/No file matches/);
  });

  it("reads texts and code from a folder without records, or with extensions", async () => {
    const folder = folderOf("a.txt", "b.py", "lib/c.py", "d.jsonl");
    expect(await idsOf(folder)).toEqual(["d.jsonl:1"]);
    expect(await idsOf(folder, { extensions: [".py"] })).toEqual(["b.py", "lib/c.py"]);
    expect(await idsOf(folder, { format: "text" })).toEqual(["a.txt"]);
    expect(await idsOf(folderOf("a.txt", "b.md"))).toEqual(["a.txt"]);
  });

  it("does not mix splits or formats, and says what to give", async () => {
    const splits = folderOf(
      "data/train-00000-of-00001.parquet",
      "data/test-00000-of-00001.parquet",
    );
    await expect(idsOf(splits)).rejects.toThrow(/holds the splits test, train.*data\/test-\*"/);
    expect(await idsOf(join(splits, "data", "train-*"))).toEqual([
      "train-00000-of-00001.parquet:1",
    ]);
    const mixed = folderOf("a.jsonl", "b.parquet");
    await expect(idsOf(mixed)).rejects.toThrow(/several formats \(jsonl and parquet\).*\*\.jsonl"/);
  });

  it("lists the endings that it knows where one says nothing", async () => {
    const path = join(folderOf("a.csv"), "a.csv");
    await expect(idsOf(path)).rejects.toThrow(
      /ending of ".*a\.csv" does not say.*\.jsonl, \.ndjson or \.json.*\.gz or \.zst.*\.parquet.*format: "jsonl"/,
    );
    await expect(idsOf(folderOf("a.csv"))).rejects.toThrow(/no file that ends in \.txt/);
    await expect(idsOf("/nowhere")).rejects.toThrow(/does not exist/);
    await expect(idsOf("/nowhere/*.jsonl")).rejects.toThrow(/does not exist/);
  });

  it("says which option does not fit", async () => {
    const folder = folderOf("a.txt");
    await expect(idsOf(folder, { text: "body" })).rejects.toThrow(
      /text files, which have no field/,
    );
    const bad: readonly (readonly [object, RegExp])[] = [
      [{ onBadline: "fail" }, /Did you mean "onBadLine"/],
      [{ onBadLine: "stop" }, /"onBadLine" must be one of/],
      [{ format: "csv" }, /"format" must be one of/],
      [{ extensions: ".py" }, /"extensions" must be a list of endings/],
      [{ text: "" }, /"text" must be a string/],
    ];
    for (const [options, message] of bad) {
      expect(() => openCorpus(folder, options), JSON.stringify(options)).toThrow(message);
    }
  });

  it("reads standard input again and again, and leaves nothing behind", () => {
    const folder = temporaryFolder();
    const script = `
      const { openCorpus } = await import(${JSON.stringify(new URL("./open-corpus.ts", import.meta.url))});
      const [one, other] = [openCorpus("-"), openCorpus("-")];
      const read = async (corpus) => {
        const ids = [];
        for await (const { id } of corpus.documents()) ids.push(id);
        return ids;
      };
      const readings = [...(await Promise.all([read(one), read(other)])), await read(one)];
      process.stdout.write(JSON.stringify([one.name, ...readings]));
    `;
    const flags = ["--conditions=preflm:source", "--import", "tsx", "--input-type=module"];
    const { stdout } = spawnSync(process.execPath, [...flags, "--eval", script], {
      input: '{"text":"a"}\n\n{"text":"b"}',
      env: { ...process.env, TMPDIR: folder },
      encoding: "utf8",
    });
    const ids = ["stdin:1", "stdin:3"];
    expect(JSON.parse(stdout)).toEqual(["stdin", ids, ids, ids]);
    return expect(corpusFiles(join(folder, "preflm-*"))).rejects.toThrow(/No file matches/);
  });
});
