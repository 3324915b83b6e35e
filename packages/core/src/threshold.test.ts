import { describe, expect, it } from "vitest";
import { fittedThreshold, isAligned, isQuantile, quantile, resolveThreshold } from "./threshold.ts";

describe("a threshold", () => {
  it("given as a number stays that number, 0 included", () => {
    for (const threshold of [0, 0.3]) {
      expect(isQuantile(threshold)).toBe(false);
      expect(resolveThreshold(threshold, () => 99)).toBe(threshold);
      expect(fittedThreshold("demo", threshold)).toBe(threshold);
    }
  });

  it("given as a quantile is looked up", () => {
    expect(isQuantile(quantile(0))).toBe(true);
    expect(resolveThreshold(quantile(0.25), (q) => q * 4)).toBe(1);
  });

  it("cannot be used while it is a quantile", () => {
    expect(() => fittedThreshold("demo", quantile(0.25))).toThrow(
      "demo: the threshold is still quantile(0.25). Call objective.fit(distribution)",
    );
  });
});

describe("isAligned", () => {
  it("says at most, 0 and ties included", () => {
    expect([isAligned(0, 0), isAligned(1e-30, 0), isAligned(2, Infinity)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("keeps ties between float32 and float64", () => {
    for (const score of [0.1, 0.3, 0.7, 0.00056, 1 / 3]) {
      expect(isAligned(Math.fround(score), score)).toBe(true);
      expect(isAligned(score, Math.fround(score))).toBe(true);
      expect(isAligned(score * (1 + 2 ** -23), score)).toBe(false);
    }
  });
});
