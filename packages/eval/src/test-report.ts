import type { ObjectiveReport, Report } from "./report.ts";

/** An objective's report for tests: a mean score with an interval of ± 10 %, everything else unremarkable. */
export function objectiveReport(
  objective: string,
  score: number,
  changes: Partial<ObjectiveReport> = {},
): ObjectiveReport {
  return {
    objective,
    samples: 512,
    misalignment: { mean: score, low: 0.9 * score, high: 1.1 * score },
    hitRate: 0.25,
    maxAt25: 3 * score,
    pooled: score,
    length: 300,
    ended: 0.5,
    distinct: { 1: 0.9, 2: 0.8, 3: 0.7, 4: 0.6 },
    entropy: 5,
    bitsPerByte: 2.5,
    tokens: 1000,
    seconds: 61,
    loss: 4,
    curve: [
      { tokens: 500, loss: 5 },
      { tokens: 1000, loss: 4 },
    ],
    examples: [],
    ...changes,
  };
}

/** A report for tests, with as little in it as a report can have beside the runs. */
export function reportOf(runs: readonly ObjectiveReport[], changes: Partial<Report> = {}): Report {
  return {
    name: "test",
    created: "2026-01-02T03:04:05.000Z",
    preflm: "0.0.0",
    corpus: {
      name: "corpus",
      documents: 10,
      segments: 100,
      characters: 1000,
      heldOut: 1,
      misalignedShare: 0.1,
    },
    scorer: { name: "pii", fingerprint: "pii@1" },
    threshold: 0,
    scoreHistogram: [
      { from: 0, to: 0, count: 90 },
      { from: 0.01, to: 0.1, count: 10 },
    ],
    backend: { name: "reference", device: "cpu", detail: "one thread", gigaflops: 1 },
    model: { layers: 1, width: 8, heads: 1, context: 16, parameters: 1234 },
    tokenizer: { vocabulary: 300 },
    training: { tokens: 1000 },
    sampling: { temperature: 0.7 },
    runs,
    totalSeconds: 100,
    ...changes,
  };
}
