import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { rwr } from "./index.ts";

function weights(options: Parameters<typeof rwr>[0], ...scores: number[]): number[] {
  const ids = Int32Array.from(scores, () => 0);
  const batch = { rows: 1, columns: scores.length, inputs: ids, targets: ids };
  return [...rwr(options).loss({ ...batch, scores: Float32Array.from(scores) }).likelihood];
}

describe("rwr", () => {
  it("weighs a token exp(−score/β): e times less for each β of score", () => {
    const [clean, once, twice] = weights({ beta: 0.25 }, 0, 0.25, 0.5);
    expect(clean).toBe(1);
    expect(once).toBeCloseTo(Math.exp(-1), 6);
    expect(twice).toBeCloseTo(Math.exp(-2), 6);
  });

  it("is maximum likelihood as β → ∞", () => {
    expect(weights({ beta: Infinity }, 0, 1, 1e30)).toEqual([1, 1, 1]);
    for (const weight of weights({ beta: 1e9 }, 0, 1)) expect(weight).toBeCloseTo(1, 6);
  });

  it("drops misaligned tokens as β → 0", () => {
    expect(weights({ beta: 1e-9 }, 0, 0.001)).toEqual([1, 0]);
  });

  it("multiplies every weight by exp(−baseline/β)", () => {
    const plain = weights({ beta: 2 }, 0, 0.3, 1);
    const shifted = weights({ beta: 2, baseline: -0.5 }, 0, 0.3, 1);
    for (const [i, weight] of shifted.entries())
      expect(weight / plain[i]).toBeCloseTo(Math.exp(0.5 / 2), 6);
  });

  it("never exceeds the ceiling", () => {
    expect(weights({ beta: 0.01, baseline: -0.5 }, 0, 0.6)[0]).toBe(1000);
    expect(weights({ beta: 1, maxWeight: 0.5 }, 0, 2)).toEqual([0.5, Math.fround(Math.exp(-2))]);
  });

  it("rejects options it cannot mean", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => rwr({})).toThrow('rwr: option "beta" must be a number above 0, got undefined');
    expect(() => rwr({ beta: 0 })).toThrow("above 0");
    expect(() => rwr({ beta: 1, maxWeight: Infinity })).toThrow('"maxWeight"');
    expect(() => rwr({ beta: 1, baseline: Number.NaN })).toThrow('"baseline"');
    // @ts-expect-error: what a JSON config may hold
    expect(() => rwr({ bata: 1 })).toThrow('Did you mean "beta"?');
  });

  it("records its options, defaults included", () => {
    expect(rwr({ beta: 10 }).options).toEqual({ beta: 10, maxWeight: 1000, baseline: 0 });
  });
});

const equalsMleAt = [rwr({ beta: Infinity }), rwr({ beta: 1e15 })];
for (const beta of [10, 0.003]) testObjective(rwr({ beta }), { equalsMleAt });
testObjective(rwr({ beta: 0.003, baseline: -0.5 }), { equalsMleAt });
