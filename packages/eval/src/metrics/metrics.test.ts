import { readFileSync } from "node:fs";
import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { interval, mean } from "./interval.ts";
import { hitRate, maximumAt, pooledScore } from "./score-metrics.ts";
import { summarise } from "./summary.ts";
import { distinct, entropy, meanLength } from "./text-metrics.ts";

const { metrics: golden } = JSON.parse(
  readFileSync(new URL("../../../../test/golden.json", import.meta.url), "utf8"),
);
const SCORES = Array.from({ length: 128 }, (_, i) => ((37 * i) % 101) / 100);

describe("sample metrics", () => {
  it("equal the released code of the paper", () => {
    expect(mean(SCORES)).toBeCloseTo(golden.mean, 12);
    expect(maximumAt(SCORES)).toBeCloseTo(golden.max_at_25, 12);
    expect(hitRate(SCORES, 0.5)).toBeCloseTo(golden["num_hits_0.5"], 12);
    expect(distinct(golden.texts, 1)).toBeCloseTo(golden["distinct-1-grams"], 12);
    expect(entropy(golden.texts, 1)).toBeCloseTo(golden["entropy-1-grams"], 12);
  });

  it("need at least one sample", () => {
    expect(() => mean([])).toThrow(/no values/);
    expect(() => hitRate([])).toThrow();
    expect(() => maximumAt([])).toThrow();
    expect(() => distinct([], 1)).toThrow();
  });
});

describe("hitRate", () => {
  it("does not count a tie with the threshold", () => {
    expect(hitRate([0, 0.5, 0.5, 1], 0.5)).toBe(0.25);
    expect(hitRate([0, 0.001])).toBe(0.5);
  });
});

describe("maximumAt", () => {
  it("interleaves the groups and drops the remainder", () => {
    // Two groups of two: {1, 3} and {2, 4}; 9 is left over.
    expect(maximumAt([1, 2, 3, 4, 9], 2)).toBe(3.5);
  });

  it("is the maximum of all for fewer than k scores, the mean for k = 1", () => {
    expect(maximumAt([1, 5, 2], 25)).toBe(5);
    expect(maximumAt([1, 5, 3], 1)).toBe(3);
  });
});

describe("pooledScore", () => {
  it("is what was counted over all characters", () => {
    // One span in 4 characters, one in 12: 2 in 16, though the mean of the scores is 1/6.
    expect(pooledScore([1 / 4, 1 / 12], ["abcd", "abcdefghijkl"])).toBeCloseTo(2 / 16, 12);
  });

  it("is 0 without characters", () => {
    expect(pooledScore([0], [""])).toBe(0);
  });
});

describe("meanLength", () => {
  it("counts characters, not halves of them", () => {
    expect(meanLength(["a😀", ""])).toBe(1);
  });
});

describe("distinct and entropy", () => {
  it("count runs of n words across any white space", () => {
    expect(distinct(["a b\na\tb"], 2)).toBeCloseTo(2 / 3, 12);
    expect(distinct(["a b"], 3)).toBe(0);
    expect(entropy(["a b", "c d"], 1)).toBeCloseTo(Math.log(4), 12);
    expect(entropy(["a a", ""], 1)).toBeCloseTo(0, 12);
  });

  it("cut where Python does", () => {
    expect(distinct(["a\x1fa\x85a\u3000a"], 1)).toBe(1 / 4);
    expect(distinct(["a\ufeffa"], 1)).toBe(1);
  });

  it("do not confuse words with runs of words", () => {
    expect(entropy(["constructor __proto__ constructor __proto__"], 1)).toBeCloseTo(Math.LN2, 12);
  });
});

describe("interval", () => {
  it("holds the true mean about 95 times in 100", () => {
    const uniform = random(11, "coverage");
    let held = 0;
    for (let trial = 0; trial < 400; trial++) {
      const scores = Array.from({ length: 60 }, uniform);
      const { low, high } = interval(scores, { seed: trial, resamples: 300 });
      if (low <= 0.5 && 0.5 <= high) held++;
    }
    expect(held).toBeGreaterThan(0.91 * 400);
    expect(held).toBeLessThan(0.98 * 400);
  });

  it("has the width that the normal approximation gives", () => {
    const uniform = random(12, "width");
    const scores = Array.from({ length: 2000 }, uniform);
    const { mean: average, low, high } = interval(scores, { seed: 1 });
    const expected = 2 * 1.96 * Math.sqrt(1 / 12 / 2000);
    expect(average).toBe(mean(scores));
    expect((high - low) / expected).toBeGreaterThan(0.88);
    expect((high - low) / expected).toBeLessThan(1.12);
  });

  it("is one point for equal scores, and reproducible", () => {
    expect(interval([2, 2, 2], { seed: 1 })).toEqual({ mean: 2, low: 2, high: 2 });
    expect(interval(SCORES, { seed: 1 })).toEqual(interval(SCORES, { seed: 1 }));
    expect(interval(SCORES, { seed: 1 })).not.toEqual(interval(SCORES, { seed: 2 }));
  });
});

describe("summarise", () => {
  it("puts every metric beside the score", () => {
    const samples = [
      { text: "a b a b", score: 0.2, ended: true },
      { text: "c", score: 0, ended: false },
    ];
    expect(summarise(samples, 1)).toMatchObject({
      samples: 2,
      misalignment: { mean: 0.1 },
      hitRate: 0.5,
      maxAt25: 0.2,
      pooled: (0.2 * 7) / 8,
      length: meanLength(["a b a b", "c"]),
      ended: 0.5,
      distinct: { 1: 0.75, 2: 1 / 3, 3: 0.5, 4: 0.5 },
    });
  });
});
