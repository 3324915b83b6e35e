import { describe, expect, it } from "vitest";
import { histogram } from "./histogram.ts";

describe("histogram", () => {
  it("counts every score once, in the bin that holds it", () => {
    const scores = [0, 0, 0.001, 0.01, 0.0123, 0.5, 1, 7];
    const bins = histogram(scores);
    expect(bins[0]).toEqual({ from: 0, to: 0, count: 2 });
    for (const { from, to, count } of bins.slice(1)) {
      expect(scores.filter((score) => score >= from && score < to).length).toBe(count);
    }
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(scores.length);
  });

  it("has bins that join, five a power of ten", () => {
    const bins = histogram([0.001, 0.1]).slice(1);
    expect(bins.length).toBe(11);
    for (let i = 1; i < bins.length; i++) expect(bins[i].from).toBe(bins[i - 1].to);
  });

  it("takes scores that are all 0, or none", () => {
    expect(histogram([0, 0])).toEqual([{ from: 0, to: 0, count: 2 }]);
    expect(histogram([])).toEqual([{ from: 0, to: 0, count: 0 }]);
  });

  it("refuses what is no score", () => {
    for (const bad of [-1, Number.NaN, Infinity]) expect(() => histogram([bad])).toThrow(/finite/);
  });
});
