import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import type { CorpusProblem } from "./corpus.ts";
import { parquet } from "./parquet.ts";
import { openParquet } from "./parquet-file.ts";
import { collect, temporaryFolder, writeParquet } from "./test-support.ts";

const pathOf = (name = "c.parquet") => join(temporaryFolder(), name);
const read = async (path: string, options = {}) => {
  const problems: CorpusProblem[] = [];
  const documents = await collect(parquet(path, options).documents((p) => problems.push(p)));
  return { documents, problems };
};

describe("parquet", () => {
  it("gives each row as a document named by file and row", async () => {
    const records = ["a", "", "b", null].map((text, i) => ({ text, n: i }));
    const { documents, problems } = await read(writeParquet(pathOf(), records));
    expect(documents).toEqual([
      { id: "c.parquet:1", text: "a" },
      { id: "c.parquet:3", text: "b" },
    ]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "the text is empty"],
      [4, 'field "text" is null'],
    ]);
  });

  it("takes text and id from other columns, ids of 64 bits too", async () => {
    const records = [{ body: "x", key: 2n ** 60n, text: "y" }];
    const path = writeParquet(pathOf(), records);
    expect((await read(path, { text: "body", id: "key" })).documents).toEqual([
      { id: "1152921504606846976", text: "x" },
    ]);
  });

  it("understands the paper's shape, whole numbers as scores too", async () => {
    const records = [
      { texts: ["a", "b"], scores: [0n, 3n], avg_score: 1.5, num_sents: 2n, meta: { url: "u" } },
      { texts: ["c"], scores: [1n, 2n], avg_score: 1.5, num_sents: 2n, meta: { url: "v" } },
      { texts: null, scores: null, avg_score: 0, num_sents: 0n, meta: { url: "w" } },
    ];
    const { documents, problems } = await read(writeParquet(pathOf(), records));
    const segments = [
      { text: "a", score: 0 },
      { text: "b", score: 3 },
    ];
    expect(documents).toEqual([{ id: "c.parquet:1", text: "ab", segments }]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      '"texts" has 1 segments, "scores" has 2 scores',
      '"texts" and "scores" must be lists, got null and null',
    ]);
  });

  it("tells scores that are not finite or below 0", async () => {
    const scores = [[Number.NaN], [Infinity], [-1], [0.5]];
    const records = scores.map((each) => ({ texts: ["a"], scores: each }));
    const { documents, problems } = await read(writeParquet(pathOf(), records));
    expect(documents.map(({ id }) => id)).toEqual(["c.parquet:4"]);
    expect(problems.map(({ reason }) => /got (\S+?)(;|$)/.exec(reason)?.[1])).toEqual([
      "NaN",
      "Infinity",
      "-1",
    ]);
  });

  it("replaces bytes that are not UTF-8 and tells where", async () => {
    const texts = ["good", "marker", "good"];
    const path = writeParquet(
      pathOf(),
      texts.map((text) => ({ text })),
      { codec: "UNCOMPRESSED" },
    );
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("marker") + 2] = 0xff;
    writeFileSync(path, bytes);
    const { documents, problems } = await read(path);
    expect(documents.map(({ text }) => text)).toEqual(["good", "ma\uFFFDker", "good"]);
    expect(problems).toMatchObject([{ line: 2, action: "mended" }]);
  });

  it("fails on a bad row if told to, naming file and row", async () => {
    const path = writeParquet(pathOf(), [{ text: "a" }, { text: "" }]);
    await expect(read(path, { onBadLine: "fail" })).rejects.toThrow(
      /c\.parquet:2: the text is empty/,
    );
  });

  it("says what is wrong with a missing column, file or part of a file", async () => {
    const path = writeParquet(pathOf(), [{ body: "a", n: 1 }]);
    await expect(read(path)).rejects.toThrow(/no column "text" \(it has "body", "n"\).*"text"/);
    await expect(read(path, { text: "body", id: "key" })).rejects.toThrow(/no column "key".*"id"/);
    await expect(read("/nowhere.parquet")).rejects.toMatchObject({ code: "io" });
    const whole = readFileSync(path);
    for (const length of [0, 3, 4, 11, 12, whole.length >> 1, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(read(path, { text: "body" })).rejects.toThrow(/cannot be read as Parquet: /);
    }
  });

  it("ends with an error or with documents on damaged bytes, whichever they are", async () => {
    const draw = random("damaged parquet");
    const records = Array.from({ length: 50 }, (_, i) => ({ text: `text ${i}`.repeat(i) || "a" }));
    const path = writeParquet(pathOf(), records, { rowGroupSize: 20 });
    const whole = readFileSync(path);
    for (let i = 0; i < 300; i++) {
      const damaged = Buffer.from(whole);
      damaged[Math.floor(draw() * whole.length)] ^= 1 << Math.floor(draw() * 8);
      writeFileSync(path, damaged);
      const outcome = await read(path).catch((error) => error);
      expect(outcome.documents ?? outcome.code).toBeTruthy();
    }
  });
});

describe("a Parquet file", () => {
  it("is read in pieces: its row groups, or parts of large ones", async () => {
    const draw = random("large parquet");
    const letter = () => String.fromCharCode(97 + Math.floor(draw() * 26));
    const noise = Array.from({ length: 100_000 }, letter).join("");
    const records = Array.from({ length: 300 }, (_, i) => ({ text: noise.slice(i) }));
    const small = writeParquet(pathOf(), records.slice(0, 25), { rowGroupSize: 10 });
    const file = await openParquet({ path: small, name: "c" });
    expect(file.pieces).toEqual([
      { start: 0, end: 10 },
      { start: 10, end: 20 },
      { start: 20, end: 25 },
    ]);
    const large = writeParquet(pathOf(), records, { rowGroupSize: 300 });
    const { pieces } = await openParquet({ path: large, name: "c" });
    expect(pieces.length).toBe(2);
    const { documents } = await read(large);
    expect(documents.map(({ text }) => text.length)).toEqual(
      records.map(({ text }) => text.length),
    );
    expect(documents.every(({ text }, i) => text === records[i].text)).toBe(true);
  });
});
