import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, it, vi } from "vitest";
import { openScores, type ScoreEvent } from "./index.ts";
import {
  outputOf,
  randomTexts,
  scoreAll,
  temporaryFolder,
  trap,
  trapReference,
  writeJsonl,
} from "./test-support.ts";

vi.setConfig({ testTimeout: 90_000 }); // threads take their time to start

const texts = randomTexts(400);

describe("the scores of a corpus", () => {
  it("are the same bytes for one, two and three workers and for none, in every shape and format", async () => {
    const folder = temporaryFolder();
    const input = writeJsonl(folder, texts);
    for (const shape of ["compact", "paper"] as const) {
      for (const format of ["jsonl", "parquet"] as const) {
        const inThread = (await scoreAll({ input, output: folder, shape, format })).files;
        const counts = format === "jsonl" && shape === "compact" ? [1, 2, 3] : [2];
        for (const workers of counts) {
          const scorer = trapReference();
          const output = join(folder, `${workers}`);
          const given = { input, output, scorer, workers, shape, format };
          expect((await scoreAll(given)).files).toEqual(inThread);
        }
        expect(Object.keys(inThread)).toEqual([`part-00000.${format}`, "quarantine.jsonl"]);
      }
    }
  });

  it("are those of annotate, in order, with the ids of the corpus", async () => {
    const folder = temporaryFolder();
    const expected = await trap().annotate(texts);
    for (const shape of ["compact", "paper"] as const) {
      for (const format of ["jsonl", "parquet"] as const) {
        const { folder: scored } = await scoreAll({
          input: writeJsonl(folder, texts),
          shape,
          format,
        });
        let i = 0;
        for await (const { id, text, segments } of openScores(scored).documents()) {
          expect(id).toBe(`corpus.jsonl:${i + 1}`);
          expect(text).toBe(texts[i]);
          expect(segments?.map((segment) => segment.text)).toEqual(
            expected[i].map((segment) => segment.text),
          );
          for (const [k, { score }] of (segments ?? []).entries())
            expect(score).toBeCloseTo(expected[i][k].score, 6);
          i++;
        }
        expect(i).toBe(texts.length);
      }
    }
  });

  it("come from archives too", async () => {
    const folder = temporaryFolder();
    const plain = await scoreAll({ input: writeJsonl(folder, texts) });
    const lines = readFileSync(join(folder, "corpus.jsonl"));
    writeFileSync(join(folder, "zipped.jsonl.gz"), gzipSync(lines));
    const zipped = await scoreAll({ input: join(folder, "zipped.jsonl.gz") });
    expect(zipped.manifest.counts).toEqual({ ...plain.manifest.counts });
  });

  it("come from Parquet, folders of code and several inputs, with the ids of each", async () => {
    const folder = temporaryFolder();
    const input = join(folder, "rows.parquet");
    parquetWriteFile({
      filename: input,
      columnData: [
        { name: "content", data: texts, type: "STRING" },
        { name: "key", data: texts.map((_, i) => `k${i}`), type: "STRING" },
      ],
      rowGroupSize: 100,
    });
    const scorer = trapReference();
    const ofRows = await scoreAll({ input, text: "content", id: "key", scorer });
    expect(await documentsOf(ofRows.folder)).toEqual(texts.map((text, i) => [`k${i}`, text]));
    mkdirSync(join(folder, "code", "inner"), { recursive: true });
    for (const [i, text] of texts.slice(0, 9).entries())
      writeFileSync(join(folder, "code", i % 2 ? "inner" : ".", `${i}.py`), text);
    const code = { input: join(folder, "code"), extensions: [".py"] };
    const ofCode = await scoreAll({ ...code, scorer, shape: "paper" });
    expect(await documentsOf(ofCode.folder)).toEqual(
      [0, 2, 4, 6, 8, 1, 3, 5, 7].map((i) => [`${i % 2 ? "inner/" : ""}${i}.py`, texts[i]]),
    );
    const both = [writeJsonl(folder, texts), writeJsonl(folder, ["one more"], "more.jsonl")];
    const { manifest } = await scoreAll({ input: both, output: join(folder, "several") });
    expect(manifest.counts.documents).toBe(texts.length + 1);
    await expect(scoreAll({ input: both })).rejects.toThrow(/where the scores go.*--output/);
  });

  it("are missed: a corpus without a document is an error that says why", async () => {
    const folder = temporaryFolder();
    const input = writeJsonl(folder, texts.slice(0, 3));
    const mistyped = scoreAll({ input, text: "body" });
    await expect(mistyped).rejects.toThrow(/no document in .*none of their 3 records/);
    writeFileSync(join(folder, "empty.jsonl"), "");
    const empty = scoreAll({ input: join(folder, "empty.jsonl") });
    await expect(empty).rejects.toThrow(/no document in .*empty/);
  });

  it("tell what is no document, and what was mended", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "bad.jsonl"),
      `{"text":"fine"}\n{\n\n{"text":""}\n{"text":"\\ud800"}`,
    );
    const { events, manifest } = await scoreAll({ input: join(folder, "bad.jsonl") });
    const told = events.flatMap((event) => (event.type === "problem" ? [event] : []));
    expect(told.map(({ line, action }) => [line, action])).toEqual([
      [2, "skipped"],
      [4, "skipped"],
      [5, "mended"],
    ]);
    expect(manifest.counts).toMatchObject({ documents: 2, skipped: 2, mended: 1 });
  });
});

/** Ids and texts of a folder's documents. */
async function documentsOf(folder: string): Promise<[string, string][]> {
  const documents: [string, string][] = [];
  for await (const { id, text } of openScores(folder).documents()) documents.push([id, text]);
  return documents;
}

describe("scoring again", () => {
  const logged = async (log: string) => readFileSync(log, "utf8").split("\n").filter(Boolean);

  it("does nothing where nothing changed, and scores what is new only", async () => {
    const folder = temporaryFolder();
    const log = join(folder, "log");
    const input = writeJsonl(folder, texts.slice(0, 300));
    const scorer = trap({ log });
    const first = await scoreAll({ input, scorer });
    expect(first.newDocuments).toBe(300);
    const second = await scoreAll({ input, scorer });
    expect([second.newDocuments, second.files]).toEqual([0, first.files]);
    writeJsonl(folder, texts);
    const third = await scoreAll({ input, scorer });
    expect(third.newDocuments).toBeLessThan(160); // the last block was not full
    writeJsonl(folder, ["inserted", ...texts.slice(10)]);
    const fourth = await scoreAll({ input, scorer });
    expect(await logged(log)).toHaveLength(401);
    writeJsonl(folder, texts.slice(0, 20));
    expect((await scoreAll({ input, scorer })).manifest.counts.documents).toBe(20);
    expect(await logged(log)).toHaveLength(401);
    writeJsonl(folder, ["inserted", ...texts.slice(10)]);
    expect((await scoreAll({ input, scorer })).files).toEqual(fourth.files);
  });

  it("takes the same documents in another file from a shared cache, but not for another scorer", async () => {
    const folder = temporaryFolder();
    const [log, cache] = [join(folder, "log"), join(folder, "cache")];
    const scorer = trap({ log });
    await scoreAll({ input: writeJsonl(folder, texts), scorer, cache });
    const other = writeJsonl(folder, [...texts].reverse(), "other.jsonl");
    const { manifest } = await scoreAll({ input: other, scorer, cache });
    expect(manifest.counts.cached).toBe(texts.length);
    expect(await logged(log)).toHaveLength(texts.length);
    await scoreAll({ input: other, scorer: trap({ log, version: 2 }), cache });
    expect(await logged(log)).toHaveLength(2 * texts.length);
  });

  it("mends shards that were damaged or lost", async () => {
    const folder = temporaryFolder();
    const input = writeJsonl(folder, texts);
    for (const format of ["jsonl", "parquet"] as const) {
      const first = await scoreAll({ input, format });
      const [part] = Object.keys(first.files);
      rmSync(join(first.folder, part));
      expect((await scoreAll({ input, format })).files).toEqual(first.files);
      appendFileSync(join(first.folder, "journal.log"), '{"key":"to');
      expect((await scoreAll({ input, format })).files).toEqual(first.files);
    }
  });

  it("refuses a folder with scores of something else, and one that another process writes to", async () => {
    const folder = temporaryFolder();
    const input = writeJsonl(folder, texts.slice(0, 5));
    const output = join(folder, "scores");
    const first = await scoreAll({ input, output });
    const second = writeJsonl(folder, texts.slice(0, 5), "second.jsonl");
    await expect(scoreAll({ input: second, output })).rejects.toThrow(
      /holds scores with inputs \["..\/..\/corpus.jsonl"\], now it is .*second/,
    );
    expect(outputOf(first.folder)).toEqual(first.files);
    writeFileSync(
      join(first.folder, "lock"),
      JSON.stringify({ process: process.ppid, host: (await import("node:os")).hostname() }),
    );
    await expect(scoreAll({ input, output })).rejects.toThrow(/is being written by process \d+/);
    writeFileSync(
      join(first.folder, "lock"),
      JSON.stringify({ process: 2 ** 22 - 3, host: (await import("node:os")).hostname() }),
    );
    expect((await scoreAll({ input, output })).files).toEqual(first.files);
  });

  it("goes on after a stop", async () => {
    const folder = temporaryFolder();
    const input = writeJsonl(folder, [...texts.slice(0, 200), "", ...texts.slice(200)]);
    const expected = await scoreAll({ input, output: join(folder, "whole") });
    for (const scorer of [trap(), trapReference()]) {
      const controller = new AbortController();
      const { signal } = controller;
      const stop = (event: ScoreEvent) => event.type === "problem" && controller.abort();
      const output = join(folder, "module" in scorer ? "workers" : "thread");
      const stopped = scoreAll({ input, output, scorer, signal, onEvent: stop });
      await expect(stopped).rejects.toMatchObject({
        code: "interrupted",
        message: expect.stringMatching(/what is scored is kept.*To go on/),
      });
      expect((await scoreAll({ input, output, scorer })).files).toEqual(expected.files);
    }
  });
});
