import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PreflmError, type Scorer } from "@preflm/core";
import { type CorpusProblem, jsonl } from "@preflm/data";
import { describe, expect, it, vi } from "vitest";
import { openScores, withScores } from "./index.ts";
import {
  randomTexts,
  scoreAll,
  temporaryFolder,
  trap,
  trapReference,
  writeJsonl,
} from "./test-support.ts";

vi.setConfig({ testTimeout: 90_000 }); // threads take their time to start

const good = randomTexts(40);
const traps = ["THROW", "LOOP", "HANG", "EXIT", "LATER", "MEMORY"];
/** Six bad documents among good ones. */
const texts = good.flatMap((text, i) =>
  i % 7 === 3 ? [text, `${traps[(i - 3) / 7]} me`] : [text],
);
const timeLimit = 4;

describe("a document that brings the scorer or its worker down", () => {
  const folder = temporaryFolder();
  const input = writeJsonl(folder, texts);
  const scored = scoreAll({
    input,
    scorer: trapReference(),
    timeLimit,
    memory: 64,
    blockSize: 4000,
  });

  it("is quarantined with its place and reason, and the others are scored", async () => {
    const { manifest, events, files } = await scored;
    const aside = files["quarantine.jsonl"]
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(aside.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["error", "a trap"],
      ["time", "the scorer took longer than 4 s"],
      ["time", "the scorer took longer than 4 s"],
      ["death", "the worker ended itself with exit code 7"],
      ["death", "the worker died: too late to catch"],
      ["death", "the worker ran out of its 64 MB of memory"],
    ]);
    for (const { id, source, line } of aside) {
      expect([id, source]).toEqual([`corpus.jsonl:${line}`, input]);
      expect(traps).toContain(texts[line - 1].split(" ")[0]);
    }
    expect(manifest.counts).toMatchObject({ documents: good.length, quarantined: traps.length });
    const told = (type: string) => events.filter((event) => event.type === type).length;
    expect(told("quarantine")).toBe(traps.length);
    expect(told("replaced")).toBeGreaterThanOrEqual(traps.length - 1);
  });

  it("is told and skipped when the scores are read", async () => {
    const { folder: scores } = await scored;
    for (const corpus of [openScores(scores), withScores(jsonl(input), scores)]) {
      const problems: CorpusProblem[] = [];
      const read = [];
      for await (const { text } of corpus.documents((problem) => problems.push(problem)))
        read.push(text);
      expect(read).toEqual(good);
      expect(problems).toHaveLength(traps.length);
      for (const { reason } of problems) expect(reason).toMatch(/is in quarantine: /);
    }
  });

  it("is left alone by the next run, unless it is to be tried again", async () => {
    const { files } = await scored;
    const options = { input, scorer: trapReference(), blockSize: 4000, memory: 64 };
    const again = await scoreAll(options);
    expect([again.newDocuments, again.files]).toEqual([0, files]);
    writeJsonl(
      folder,
      texts.filter((text) => !/LOOP|HANG|EXIT|LATER|MEMORY/.test(text)),
    );
    const retried = await scoreAll({ ...options, retry: true });
    expect(retried.manifest.counts).toMatchObject({ quarantined: 1, documents: good.length });
  });
});

describe("a scorer that fails on everything", () => {
  it("stops the run instead of quarantining the corpus", async () => {
    const input = writeJsonl(
      temporaryFolder(),
      Array.from({ length: 300 }, (_, i) => `THROW ${i}`),
    );
    await expect(scoreAll({ input })).rejects.toThrow(
      /failed on each of the first 1\d\d documents.*a trap/,
    );
  });

  it("for want of something, such as a model, stops it at once, and is not hurried while it loads one", async () => {
    const input = writeJsonl(temporaryFolder(), good);
    const missing = async () => {
      throw new PreflmError("unavailable", "There is no model.");
    };
    await expect(scoreAll({ input, scorer: { ...trap(), annotate: missing } })).rejects.toThrow(
      /no model/,
    );
    const scorer: Scorer = { ...trap(), score: () => setTimeout(300, [0]) };
    const { manifest } = await scoreAll({ input, scorer, timeLimit: 0.2 });
    expect(manifest.counts).toMatchObject({ documents: good.length, quarantined: 0 });
  });

  it("or cannot be made, is one error", async () => {
    const input = writeJsonl(temporaryFolder(), good);
    const made = (module: string, name: string) =>
      scoreAll({ input, scorer: { module, export: name } });
    await expect(made("no-such-package", "x")).rejects.toThrow(/no module "no-such-package"/);
    await expect(made(import.meta.filename, "x")).rejects.toThrow(/no function "x" that makes/);
    const inThreads = trapReference({ onlyOutside: true });
    await expect(scoreAll({ input, scorer: inThreads })).rejects.toThrow(/not in a thread/);
    const support = join(import.meta.dirname, "test-support.ts");
    await expect(made(support, "temporaryFolder")).rejects.toThrow(/which is no scorer/);
  });
});

describe("the list of the quarantine", () => {
  it("is empty where nothing went wrong", async () => {
    const { folder } = await scoreAll({ input: writeJsonl(temporaryFolder(), good) });
    expect(readFileSync(join(folder, "quarantine.jsonl"), "utf8")).toBe("");
  });
});
