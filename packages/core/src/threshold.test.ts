import { describe, expect, it } from "vitest";
import { fittedThreshold, isQuantile, quantile, resolveThreshold } from "./threshold.ts";

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
