import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Job, RunEvent } from "./events.ts";
import { showProgress } from "./progress.ts";

function collector(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY, columns: 100, cursorTo() {}, clearLine() {} }),
    text: () => chunks.join(""),
  };
}

const job = (number: number, of = 2): Job => ({
  name: `j${number}`,
  objective: "mle",
  seed: 1,
  number,
  of,
});
const trainStep = (number: number, step: number, of = 2): RunEvent => ({
  type: "train",
  job: job(number, of),
  step,
  steps: 100,
  tokens: step * 512,
  loss: 3.21,
  learningRate: 1e-3,
  gradientNorm: 1,
  tokensPerSecond: 512,
});

describe("showProgress", () => {
  it("prints a plain line every few seconds where there is no terminal", () => {
    const { stream, text } = collector(false);
    const listener = showProgress({ stream, every: 5000 });
    for (let step = 1; step <= 12; step++) listener({ ...trainStep(1, step), time: step * 1000 });
    const lines = text().trim().split("\n");
    expect(lines.length).toBe(2);
    expect(lines[0]).toMatch(
      /^\[1\/2 mle\] train: 6 % of 51.2 k tokens · \d+\/s · loss 3.210 · 1 min 3\d s left$/,
    );
  });

  it("leaves a line behind for each stretch, and says how long the other models will take", () => {
    const { stream, text } = collector(false);
    const listener = showProgress({ stream });
    for (let step = 1; step <= 3; step++) listener({ ...trainStep(1, step), time: step * 1000 });
    listener({ type: "result", job: job(1), result: {} as never, time: 4000 });
    expect(text()).toBe(
      "[1/2 mle] trained on 1536 tokens in 2.0 s (512/s, loss 3.210)\n[1/2 mle] done; about 3.0 s left for the other 1\n",
    );
  });

  it("draws a bar on a terminal", () => {
    const { stream, text } = collector(true);
    const listener = showProgress({ stream: stream as never });
    listener({ ...trainStep(1, 50), time: 0 });
    listener({ type: "done", report: "r", page: "p", seconds: 1, time: 1 });
    expect(text()).toContain("████████████░░░░░░░░░░░░");
    expect(text()).toContain("done in 1.0 s");
  });

  it("clears the bar when the run fails, and leaves what was done", () => {
    const { stream, text } = collector(true);
    const listener = showProgress({ stream: stream as never });
    listener({ ...trainStep(1, 50), time: 0 });
    listener({ type: "failed", message: "no", time: 1000 });
    expect(text()).toMatch(/trained on 25.6 k tokens in 0.0 s .*\n$/);
  });

  it("does not count jobs that an earlier start finished in the time left", () => {
    const { stream, text } = collector(false);
    const listener = showProgress({ stream });
    listener({ type: "result", job: job(1, 4), result: {} as never, time: 0 });
    listener({ ...trainStep(2, 1, 4), time: 1000 });
    listener({ type: "result", job: job(2, 4), result: {} as never, time: 9000 });
    expect(text()).toContain("[2/4 mle] done; about 16 s left for the other 2");
  });

  it("prints a few of the corpus' problems and counts the rest", () => {
    const { stream, text } = collector(false);
    const listener = showProgress({ stream });
    for (let line = 1; line <= 9; line++) {
      listener({
        type: "problem",
        source: "x.jsonl",
        line,
        action: "skipped",
        reason: "broken JSON",
        time: line,
      });
    }
    listener({ type: "done", report: "r", page: "p", seconds: 1, time: 10 });
    expect(text().match(/skipped x.jsonl line \d: broken JSON/g)?.length).toBe(5);
    expect(text()).toContain("9 documents were skipped or mended");
  });

  it("stops the clock of training while a model is measured on the way, and tells the point", () => {
    const { stream, text } = collector(false);
    const listener = showProgress({ stream, every: 5000 });
    const measured = { mean: 0.001, low: 0, high: 0.002 };
    for (let step = 1; step <= 50; step++) listener({ ...trainStep(1, step), time: step * 100 });
    const work = { type: "progress", phase: "sample", job: job(1), unit: "tokens" } as const;
    listener({ ...work, done: 0, total: 64, time: 5000 });
    listener({ ...work, done: 64, total: 64, time: 65_000 });
    listener({
      ...{ type: "point", job: job(1), tokens: 25_600, misalignment: measured },
      ...{ bitsPerByte: 2.5, time: 65_000 },
    });
    for (let step = 51; step <= 100; step++)
      listener({ ...trainStep(1, step), time: 60_000 + step * 100 });
    listener({ type: "failed", message: "", time: 70_000 });
    const lines = text().trim().split("\n");
    expect(lines).toContain(
      "[1/2 mle] at 25.6 k tokens: score 1.00 [0.00, 2.00], 2.500 bits per byte",
    );
    expect(lines.at(-1)).toMatch(/trained on 51.2 k tokens in 9\.[89] s/);
    expect(lines.filter((line) => line.includes("drew"))).toEqual([]);
  });
});
