import { permutation, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { expectedMaximum } from "./expected-maximum.ts";
import { mean } from "./interval.ts";
import { maximumAt } from "./score-metrics.ts";

/** Mean over all subsets of k. */
function naive(scores: readonly number[], k: number): number {
  const maxima: number[] = [];
  for (let subset = 0; subset < 2 ** scores.length; subset++) {
    const members = scores.filter((_, i) => subset & (2 ** i));
    if (members.length === k) maxima.push(Math.max(...members));
  }
  return mean(maxima);
}

describe("expectedMaximum", () => {
  it("is the mean of the maximum over all subsets of k", () => {
    const uniform = random(1, "expected maximum");
    for (let n = 1; n <= 9; n++) {
      const scores = Array.from({ length: n }, () => Math.floor(5 * uniform()));
      for (let k = 1; k <= n; k++)
        expect(expectedMaximum(scores, k)).toBeCloseTo(naive(scores, k), 12);
    }
  });

  it("does not depend on the order, as the interleaved groups do, and is their mean over orders", () => {
    const uniform = random(2, "expected maximum");
    const scores = Array.from({ length: 103 }, () => uniform() ** 4);
    const shuffled = () => Array.from(permutation(scores.length, uniform), (i) => scores[i]);
    expect(expectedMaximum(shuffled(), 25)).toBeCloseTo(expectedMaximum(scores, 25), 12);
    const groups = Array.from({ length: 4000 }, () => maximumAt(shuffled(), 25));
    expect(expectedMaximum(scores, 25)).toBeCloseTo(mean(groups), 2);
  });

  it("is the mean for k = 1, the maximum for k = n or more, and needs a score", () => {
    expect(expectedMaximum([1, 2, 6], 1)).toBeCloseTo(3, 12);
    expect(expectedMaximum([1, 6, 2], 3)).toBe(6);
    expect(expectedMaximum([1, 6, 2])).toBe(6);
    expect(() => expectedMaximum([])).toThrow(/no values/);
    expect(() => expectedMaximum([1], 0)).toThrow(/"k"/);
  });

  it("does not overflow for many scores", () => {
    const scores = Array.from({ length: 100_000 }, (_, i) => i / 100_000);
    expect(expectedMaximum(scores, 25)).toBeCloseTo(25 / 26, 3);
  });
});
