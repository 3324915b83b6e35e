import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Document, type Random, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { wellFormed } from "./corpus.ts";
import { openCorpus } from "./open-corpus.ts";
import { collect, storedZstd, temporaryFolder, writeParquet } from "./test-support.ts";

const ODD = [
  "a",
  "Z",
  " ",
  "é",
  "日",
  "😀",
  "a\u0301",
  "\n",
  "\r\n",
  "\u2028",
  "\uFEFF",
  "\0",
  "\\",
  '"',
  "\ud800",
];

function textOf(draw: Random): string {
  const pick = () => ODD[Math.floor(draw() * ODD.length)];
  const text = Array.from({ length: Math.floor(draw() * 60) }, pick).join("");
  if (draw() < 0.01) return text.repeat(2500); // longer than a block of zstd and a page of Parquet
  return draw() < 0.05 ? "" : text;
}

/** Records as they are written, with a text or in the paper's shape, and the documents that should come of them. */
function randomCorpus(seed: number, scored: boolean) {
  const draw = random("formats", seed);
  const records = Array.from({ length: 1 + Math.floor(draw() * 80) }, (_, i) => {
    if (!scored) return { key: `k${i}`, text: textOf(draw) };
    const texts = Array.from({ length: Math.floor(draw() * 6) }, () => textOf(draw));
    return {
      key: `k${i}`,
      texts,
      scores: texts.map(() => (draw() < 0.5 ? 0 : draw())),
      meta: { i },
    };
  });
  const documents = records.flatMap((record): Document[] => {
    const { key: id } = record;
    if (record.texts === undefined)
      return record.text ? [{ id, text: wellFormed(record.text) }] : [];
    const segments = record.texts.map((text, i) => ({
      text: wellFormed(text),
      score: record.scores[i],
    }));
    const text = segments.map((segment) => segment.text).join("");
    return text ? [{ id, text, segments }] : [];
  });
  return { records, documents, draw };
}

/** The lines of some records with what JSON Lines allow: blank lines, CRLF, spaces, no newline at the end. */
function linesOf(records: readonly object[], draw: Random): Buffer {
  const lines = records.map((record) => {
    const json = JSON.stringify(record);
    return draw() < 0.1 ? `\n ${json} \r\n\r\n` : `${json}\n`;
  });
  const all = lines.join("");
  return Buffer.from((draw() < 0.5 ? "\uFEFF" : "") + (draw() < 0.5 ? all.trimEnd() : all));
}

/** Writes the records in every way that is read; gives the paths. */
function writeAll(records: readonly { readonly key: string }[], draw: Random): string[] {
  const folder = temporaryFolder();
  const paths: string[] = [];
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    paths.push(join(folder, name));
  };
  for (const ending of [".jsonl", ".ndjson", ".json"]) {
    write(`c${ending}`, linesOf(records, draw));
    const bytes = linesOf(records, draw);
    const cut = Math.floor(draw() * bytes.length);
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
    write(`c${ending}.gz`, Buffer.concat(parts.map((part) => gzipSync(part))));
    write(`c${ending}.zst`, Buffer.concat(parts.map((part) => storedZstd(part))));
  }
  for (const codec of ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "ZSTD"] as const) {
    const rowGroupSize = 1 + Math.floor(draw() * 40);
    const options = { codec, rowGroupSize, pageSize: 1 << (8 + Math.floor(draw() * 12)) };
    paths.push(writeParquet(join(folder, `${codec}.parquet`), records, options));
  }
  const middle = Math.ceil(records.length / 2);
  const halves = [records.slice(0, middle), records.slice(middle)].filter(
    (half) => half.length > 0,
  );
  for (const kind of ["jsonl.gz", "parquet"]) {
    const shards = join(folder, `shards of ${kind}`, "data");
    mkdirSync(shards, { recursive: true });
    halves.forEach((half, i) => {
      const path = join(shards, `train-0000${i}-of-00002.${kind}`);
      if (kind === "parquet") writeParquet(path, half);
      else writeFileSync(path, gzipSync(linesOf(half, draw)));
    });
    paths.push(join(shards, ".."), join(shards, "train-*"));
  }
  return paths;
}

describe("every format", () => {
  for (const scored of [false, true]) {
    it(`gives the same documents, ${scored ? "with the scores they bring" : "of texts"}`, async () => {
      for (let seed = 0; seed < 6; seed++) {
        const { records, documents, draw } = randomCorpus(seed, scored);
        for (const path of writeAll(records, draw)) {
          const read = await collect(openCorpus(path, { id: "key" }).documents());
          expect({ path, equal: JSON.stringify(read) === JSON.stringify(documents) }).toEqual({
            path,
            equal: true,
          });
        }
      }
    });
  }

  it("gives ids that are unique across shards, and the same at every reading", async () => {
    const { records, documents, draw } = randomCorpus(99, false);
    for (const path of writeAll(records, draw)) {
      const corpus = openCorpus(path);
      const ids = (await collect(corpus.documents())).map(({ id }) => id);
      expect(new Set(ids).size).toBe(documents.length);
      expect((await collect(corpus.documents())).map(({ id }) => id)).toEqual(ids);
    }
  });
});
