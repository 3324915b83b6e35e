import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Document, Scorer, Segment } from "@preflm/core";
import { conditional } from "@preflm/objective-conditional";
import { parquetWriteBuffer } from "hyparquet-writer";
import { quantile, type RunConfig, run } from "preflm";
import { describe, expect, it } from "vitest";
import { atSigns, letters, temporaryFolder, timeless, toyRun } from "./toy.ts";

/** Scores lines by their share of "e", which no scorer of these runs does: only the corpus can have brought them. */
const segmentsOf = (text: string): Segment[] =>
  text
    .split(/(?<=\n)/)
    .map((line) => ({ text: line, score: line.split("e").length / 10 / (line.length + 1) }));

/** What the paper's datasets hold of a document, and an id. */
const records = letters.map((text, i) => {
  const segments = segmentsOf(text);
  const scores = segments.map(({ score }) => score);
  return {
    id: `letter ${i}`,
    texts: segments.map((segment) => segment.text),
    scores,
    avg_score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    num_sents: segments.length,
    meta: { number: i },
  };
});

/** Scores samples, and must not be asked about documents. */
const forSamples: Scorer = {
  ...atSigns,
  annotate: async () => {
    throw new Error("the scorer was asked about a document that brings its scores");
  },
};

async function writeJsonl(folder: string, changed = records): Promise<string> {
  const path = join(folder, "scored.jsonl.gz");
  const lines = changed.map((record) => `${JSON.stringify(record)}\n`);
  await writeFile(path, gzipSync(lines.join("")));
  return path;
}

async function writeParquet(folder: string): Promise<string> {
  const path = join(folder, "scored.parquet");
  const columnData = (["id", "texts", "scores", "meta"] as const).map((name) => ({
    name,
    data: records.map((record) => record[name]),
  }));
  const rowGroupSize = 64;
  const buffer = parquetWriteBuffer({ columnData, schema: SCHEMA, rowGroupSize });
  await writeFile(path, new Uint8Array(buffer));
  return path;
}

/** As Hugging Face writes lists and structures. */
const SCHEMA: Parameters<typeof parquetWriteBuffer>[0]["schema"] = [
  { name: "schema", num_children: 4 },
  { name: "id", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
  { name: "texts", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
  { name: "scores", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", repetition_type: "OPTIONAL", type: "DOUBLE" },
  { name: "meta", repetition_type: "OPTIONAL", num_children: 1 },
  { name: "number", repetition_type: "OPTIONAL", type: "DOUBLE" },
];

/** A run's figures and what it was told of the corpus, without what the clock decides. */
async function figures(changes: Partial<RunConfig>) {
  const objective = conditional({ threshold: quantile(0.5), unmarkedShare: 0.1 });
  const report = await run(toyRun(await temporaryFolder(), { objective, ...changes }));
  const { name: _, ...corpus } = report.corpus;
  return { corpus, runs: timeless(report.runs) as typeof report.runs };
}

describe("a corpus in the paper's shape", () => {
  it("trains by its own scores, which the scorer is not asked for, as if a scorer had given them", async () => {
    const folder = await temporaryFolder();
    const asScored: Scorer = {
      ...atSigns,
      annotate: async (documents) => documents.map(segmentsOf),
    };
    const corpus = {
      name: "letters",
      async *documents() {
        for (const { id, texts } of records) yield { id, text: texts.join("") } satisfies Document;
      },
    };
    const expected = await figures({ corpus, scorer: asScored });
    const threshold = expected.runs[0].options?.threshold as number;
    expect(threshold).toBeGreaterThan(0);
    const scores = letters.flatMap(segmentsOf).map(({ score }) => score);
    expect(scores.some((score) => Math.abs(score - threshold) < 1e-8)).toBe(true);
    for (const path of [await writeJsonl(folder), await writeParquet(folder)]) {
      expect(await figures({ corpus: { path, id: "id" }, scorer: forSamples })).toEqual(expected);
    }
  });

  it("is another corpus when a score changes", async () => {
    const [folder, output] = [await temporaryFolder(), await temporaryFolder()];
    const corpus = { path: await writeJsonl(folder), id: "id" };
    const config = toyRun(output, { corpus, scorer: forSamples });
    await run(config);
    const [first, ...others] = records;
    const changed = { ...first, scores: [0.5, ...first.scores.slice(1)] };
    await writeJsonl(folder, [changed, ...others]);
    await expect(run({ ...config, resume: true })).rejects.toThrow(/The corpus is not the one/);
  });

  it("is told of record by record where it is broken", async () => {
    const folder = await temporaryFolder();
    const [first, second, third, ...others] = records;
    const path = await writeJsonl(folder, [
      { ...first, scores: first.scores.slice(1) },
      { ...second, scores: second.scores.map((score) => -score) },
      { ...third, texts: [] },
      ...others,
    ]);
    const reasons: string[] = [];
    await run(
      toyRun(await temporaryFolder(), {
        corpus: path,
        scorer: forSamples,
        objective: conditional({ threshold: 0 }),
        listeners: [(event) => event.type === "problem" && reasons.push(event.reason)],
      }),
    );
    expect(reasons).toEqual([
      '"texts" has 3 segments, "scores" has 2 scores',
      expect.stringMatching(
        /scores\[0\] must be finite and ≥ 0, got -0\.\d+; a score is a negated reward/,
      ),
      '"texts" has 0 segments, "scores" has 3 scores',
    ]);
    const strict = toyRun(await temporaryFolder(), { corpus: { path, onBadLine: "fail" } });
    await expect(run(strict)).rejects.toThrow(/scored\.jsonl\.gz:1: "texts" has 3 segments/);
  });
});
