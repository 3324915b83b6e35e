import { quantile } from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { unlikelihood } from "./index.ts";

function batch(...scores: number[]) {
  const ids = Int32Array.from(scores, () => 0);
  return {
    rows: 1,
    columns: scores.length,
    inputs: ids,
    targets: ids,
    scores: Float32Array.from(scores),
  };
}

describe("unlikelihood", () => {
  it("gives aligned tokens likelihood 1 and the others unlikelihood α", () => {
    expect(unlikelihood({ threshold: 0.5, alpha: 3 }).loss(batch(0, 0.5, 0.75))).toEqual({
      likelihood: Float32Array.of(1, 1, 0),
      unlikelihood: Float32Array.of(0, 0, 3),
    });
  });

  it("has α = 1 by default", () => {
    expect(unlikelihood({ threshold: 0 }).loss(batch(1)).unlikelihood).toEqual(Float32Array.of(1));
  });

  it("keeps a tie aligned although batches round scores to float32", () => {
    for (const threshold of [0.1, 0.3, 0.00056, 0.00078, 1 / 3]) {
      expect(unlikelihood({ threshold }).loss(batch(threshold)).likelihood[0]).toBe(1);
    }
  });

  it("reads threshold 0 as 0, not as the soft mix", () => {
    const { likelihood, unlikelihood: push } = unlikelihood({ threshold: 0 }).loss(batch(0, 0.25));
    expect([...likelihood]).toEqual([1, 0]);
    expect([...push!]).toEqual([0, 1]);
  });

  it("is maximum likelihood at an infinite threshold", () => {
    const { likelihood, unlikelihood: push } = unlikelihood({ threshold: Infinity }).loss(
      batch(0, 1e30),
    );
    expect([...likelihood, ...push!]).toEqual([1, 1, 0, 0]);
  });

  it("mixes by the score when soft, a score above 1 counting as 1", () => {
    expect(unlikelihood({ soft: true, alpha: 2 }).loss(batch(0, 0.25, 1, 7))).toEqual({
      likelihood: Float32Array.of(1, 0.75, 0, 0),
      unlikelihood: Float32Array.of(0, 0.5, 2, 2),
    });
  });

  it("turns a quantile of the segments' scores into a number by fit, and is unusable before", () => {
    const median = unlikelihood({ threshold: quantile(0.5), alpha: 2 });
    expect(() => median.loss(batch(0))).toThrow("Call objective.fit");
    const fitted = median.fit!({ segments: (q) => q / 10, documents: () => 99 });
    expect([...fitted.loss(batch(0.05, 0.06)).unlikelihood!]).toEqual([0, 2]);
  });

  it("rejects options it cannot mean", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => unlikelihood({})).toThrow('option "threshold" must be given');
    expect(() => unlikelihood({ threshold: 0, alpha: -1 })).toThrow('"alpha"');
    expect(() => unlikelihood({ threshold: 0, alpha: Infinity })).toThrow('"alpha"');
    // @ts-expect-error: what a JSON config may hold
    expect(() => unlikelihood({ threshold: 0, soft: true })).toThrow(
      "soft mixing has no threshold",
    );
    // @ts-expect-error: what a JSON config may hold
    expect(() => unlikelihood({ soft: "false" })).toThrow("true or false");
  });

  it("records its options, defaults included", () => {
    expect(unlikelihood({ threshold: 0 }).options).toEqual({ threshold: 0, alpha: 1 });
    expect(unlikelihood({ soft: true, alpha: 2 }).options).toEqual({ soft: true, alpha: 2 });
  });
});

const equalsMleAt = [unlikelihood({ threshold: Infinity })];
for (const threshold of [0, 0.1, quantile(0.5)])
  testObjective(unlikelihood({ threshold, alpha: 0.5 }), { equalsMleAt });
testObjective(unlikelihood({ soft: true }), { equalsMleAt });
