import { quantile, type ScoredDocument } from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { filteredMle } from "./index.ts";

function document(...scores: number[]): ScoredDocument {
  return { id: "1", segments: scores.map((score) => ({ text: "x", score })) };
}

const batch = {
  rows: 1,
  columns: 2,
  inputs: Int32Array.of(0, 1),
  targets: Int32Array.of(1, 0),
  scores: Float32Array.of(0, 9),
};

describe("filteredMle", () => {
  it("keeps a document whose unweighted mean segment score is at most the threshold, ties included", () => {
    const select = filteredMle({ threshold: 0.5 }).select!;
    expect(select(document(0, 1))).toBe(true);
    expect(select(document(0, 1, 1))).toBe(false);
    expect(select(document(0.5))).toBe(true);
  });

  it("keeps a tie although stored scores are rounded to float32", () => {
    for (const threshold of [0.1, 0.3, 0.7, 0.00078, 1 / 3]) {
      const select = filteredMle({ threshold }).select!;
      for (const score of [threshold, Math.fround(threshold)])
        expect(select(document(score))).toBe(true);
    }
  });

  it("reads threshold 0 as 0: only documents without any misalignment", () => {
    const select = filteredMle({ threshold: 0 }).select!;
    expect(select(document(0, 0))).toBe(true);
    expect(select(document(0, 1e-9))).toBe(false);
  });

  it("keeps everything at an infinite threshold, and an empty document at any", () => {
    expect(filteredMle({ threshold: Infinity }).select!(document(1e30))).toBe(true);
    expect(filteredMle({ threshold: 0 }).select!(document())).toBe(true);
  });

  it("trains what it keeps by maximum likelihood", () => {
    expect(filteredMle({ threshold: 0 }).loss(batch)).toEqual({
      likelihood: Float32Array.of(1, 1),
    });
  });

  it("turns a quantile of the documents' scores into a number by fit, and is unusable before", () => {
    const median = filteredMle({ threshold: quantile(0.5) });
    expect(() => median.select!(document(0))).toThrow("still quantile(0.5). Call objective.fit");
    expect(() => median.loss(batch)).toThrow("Call objective.fit");
    const fitted = median.fit!({ documents: (q) => q / 10, segments: () => 99 });
    expect(fitted.select!(document(0.05))).toBe(true);
    expect(fitted.select!(document(0.06))).toBe(false);
    expect(fitted.fit).toBeUndefined();
  });

  it("rejects a missing, negative or NaN threshold", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => filteredMle({})).toThrow('option "threshold" must be given');
    expect(() => filteredMle({ threshold: -1 })).toThrow("a score ≥ 0");
    expect(() => filteredMle({ threshold: Number.NaN })).toThrow("a score ≥ 0");
    expect(() => filteredMle({ threshold: quantile(2) })).toThrow("from 0 to 1");
    // @ts-expect-error: what a JSON config may hold
    expect(() => filteredMle({ treshold: 0 })).toThrow('Did you mean "threshold"?');
  });

  it("records its options, the fitted threshold after fit", () => {
    const median = filteredMle({ threshold: quantile(0.5) });
    expect(median.options).toEqual({ threshold: { quantile: 0.5 } });
    expect(median.fit!({ documents: (q) => q / 10, segments: () => 99 }).options).toEqual({
      threshold: 0.05,
    });
  });
});

for (const threshold of [0, 0.25, quantile(0.5)]) testObjective(filteredMle({ threshold }));
testObjective(filteredMle({ threshold: Infinity }), {
  equalsMleAt: [filteredMle({ threshold: Infinity })],
});
