import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { compareSeeds } from "./compare-seeds.ts";
import { interval } from "./interval.ts";
import { acrossSeeds } from "./seeds.ts";
import { drawSeeds, type SeedModel, trueMean } from "./test-seeds.ts";

const TRIALS = 250;
const uniform = random(1, "seeds");
const few = { seeds: 3, samples: 64, hits: 0.2 };

describe("acrossSeeds", () => {
  it("holds the mean over all seeds about 95 times in 100, few or many, alike or not", () => {
    for (const model of [
      { ...few, spread: 0.15 },
      { ...few, spread: 0.5 },
      { ...few, seeds: 2, spread: 0.5 },
      { ...few, seeds: 8, spread: 0.8 },
    ]) {
      let held = 0;
      for (let trial = 0; trial < TRIALS; trial++) {
        const { low, high } = acrossSeeds(drawSeeds(model, uniform));
        if (low <= trueMean(model) && trueMean(model) <= high) held++;
      }
      expect(held / TRIALS, JSON.stringify(model)).toBeGreaterThan(0.91);
      expect(held / TRIALS, JSON.stringify(model)).toBeLessThan(0.99);
    }
  });

  it("is Student's t for one value a seed", () => {
    const { mean, low, high, method, overSeeds } = acrossSeeds([1, 2, 3]);
    expect(mean).toBe(2);
    // t with 2 degrees of freedom, standard error 1/√3.
    expect(high - 2).toBeCloseTo(4.30265 / Math.sqrt(3), 4);
    expect(2 - low).toBeCloseTo(4.30265 / Math.sqrt(3), 4);
    expect([method, overSeeds]).toEqual(["t over 3 seeds", true]);
  });

  it("stays between 0 and the largest score, and holds the mean that was seen", () => {
    for (let trial = 0; trial < 100; trial++) {
      const seeds = drawSeeds({ ...few, seeds: 2, spread: 2, hits: 0.02 }, uniform);
      const { mean, low, high } = acrossSeeds(seeds);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(Math.max(...seeds.flat()));
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  });

  it("does not depend on the unit of the scores", () => {
    const seeds = drawSeeds({ ...few, spread: 0.5, hits: 0.02 }, uniform);
    const scaled = seeds.map((scores) => scores.map((score) => 1000 * score));
    const [one, other] = [acrossSeeds(seeds), acrossSeeds(scaled)];
    for (const key of ["mean", "low", "high"] as const)
      expect(other[key] / (1000 * one[key] || 1)).toBeCloseTo(one[key] ? 1 : 0, 9);
  });

  it("says that one seed tells nothing of seeds", () => {
    const scores = [0, 1, 0, 3];
    const one = acrossSeeds([scores], { seed: 4 });
    expect(one).toMatchObject({ ...interval(scores, { seed: 4 }), overSeeds: false });
    expect(one.method).toContain("not over seeds");
    expect(acrossSeeds([7])).toMatchObject({ mean: 7, low: 7, high: 7, overSeeds: false });
  });

  it("is one point for equal seeds, also if all score 0", () => {
    expect(
      acrossSeeds([
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject({ mean: 0, low: 0, high: 0 });
    const { low, high } = acrossSeeds([
      [1, 3],
      [3, 1],
    ]);
    expect([low, high]).toEqual([expect.closeTo(2, 12), expect.closeTo(2, 12)]);
  });

  it("refuses no seeds, no samples, values that are not finite, and logarithms of less than 0", () => {
    expect(() => acrossSeeds([])).toThrow(/no seeds/);
    expect(() => acrossSeeds([[1], []])).toThrow(/seed 1 has no samples/);
    expect(() => acrossSeeds([1, Number.NaN])).toThrow(/seed 1 has the value NaN/);
    expect(() => acrossSeeds([1, -1], { scale: "log" })).toThrow(/no logarithm/);
    expect(() => acrossSeeds([1, 2], { scale: "lin" as "log" })).toThrow(/"scale"/);
  });
});

describe("compareSeeds", () => {
  it("alarms falsely at most about 5 times in 100", () => {
    for (const model of [
      { ...few, spread: 0.15 },
      { ...few, spread: 1 },
      { ...few, seeds: 6, spread: 0.5, hits: 0.02 },
    ]) {
      let shown = 0;
      for (let trial = 0; trial < TRIALS; trial++) {
        const [a, b] = [drawSeeds(model, uniform), drawSeeds(model, uniform)];
        if (compareSeeds(a, b).verdict !== "not shown") shown++;
      }
      expect(shown / TRIALS, JSON.stringify(model)).toBeLessThan(0.075);
    }
  });

  it("holds the true factor about 95 times in 100, and sees it", () => {
    const b: SeedModel = { ...few, seeds: 4, samples: 256, spread: 0.5 };
    let [held, seen] = [0, 0];
    for (let trial = 0; trial < TRIALS; trial++) {
      const a = drawSeeds({ ...b, scale: 0.1 }, uniform);
      const { ratio, verdict } = compareSeeds(a, drawSeeds(b, uniform));
      if (ratio.low <= 0.1 && 0.1 <= ratio.high) held++;
      if (verdict === "less") seen++;
    }
    expect(held / TRIALS).toBeGreaterThan(0.92);
    expect(seen / TRIALS).toBeGreaterThan(0.9);
  });

  it("turns round when a and b do", () => {
    for (const seeds of [1, 2, 5]) {
      const [a, b] = [0.5, 1].map((spread) => drawSeeds({ ...few, seeds, spread }, uniform));
      const [there, back] = [compareSeeds(a, b), compareSeeds(b, a)];
      expect(there.ratio.mean * back.ratio.mean).toBeCloseTo(1, 9);
      expect(there.difference.mean).toBeCloseTo(-back.difference.mean, 9);
      if (seeds > 1) expect(there.ratio.low * back.ratio.high).toBeCloseTo(1, 9);
    }
  });

  it("judges scores by their ratio, and other values by their difference", () => {
    // Three seeds of an earlier pilot: the means overlap with 0, the factors do not.
    const [mle, conditional] = [
      [1.88, 3.29, 1.59],
      [0.23, 0.16, 0.35],
    ];
    expect(compareSeeds(conditional, mle, { scale: "log" }).verdict).toBe("less");
    expect(compareSeeds([2.41, 2.42, 2.4], [2.5, 2.51, 2.52]).verdict).toBe("less");
    expect(compareSeeds([2.41, 2.5, 2.45], [2.5, 2.4, 2.45]).verdict).toBe("not shown");
    expect(compareSeeds([-3, -3.1], [3, 3.2]).verdict).toBe("less");
  });

  it("can compare with a run that never fails", () => {
    const none = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    const some = [
      [5, 0, 4, 6],
      [5, 5, 0, 3],
      [0, 4, 6, 5],
    ];
    const { ratio, verdict } = compareSeeds(none, some);
    expect(verdict).toBe("less");
    expect(ratio.high).toBeLessThan(1);
    expect(compareSeeds(none, none).verdict).toBe("not shown");
    expect(compareSeeds([0, 0.1, 0], [3, 4, 5], { scale: "log" }).ratio.low).toBeGreaterThan(0);
  });

  it("takes a side of one seed to scatter as the other does", () => {
    const several = [1, 1.2, 0.9, 1.1];
    expect(compareSeeds([3], several).verdict).toBe("more");
    expect(compareSeeds([1.3], several).verdict).toBe("not shown");
    expect(compareSeeds([3], several).difference.overSeeds).toBe(true);
  });

  it("says of one seed a side that it knows the samples only, and of one value that it shows nothing", () => {
    const [a, b] = [0.5, 5].map((scale) =>
      drawSeeds({ ...few, seeds: 1, spread: 0, samples: 500, scale }, uniform),
    );
    const { ratio, verdict } = compareSeeds(a, b);
    expect(verdict).toBe("less");
    expect(ratio.overSeeds).toBe(false);
    expect(ratio.method).toContain("not over seeds");
    expect(compareSeeds([1], [2]).verdict).toBe("not shown");
    expect(compareSeeds(a, [2]).verdict).toBe("not shown");
  });
});
