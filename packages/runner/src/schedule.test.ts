import { describe, expect, it } from "vitest";
import { learningRateAt } from "./schedule.ts";

describe("learningRateAt", () => {
  const base = { learningRate: 1e-3, warmup: 0.1, finalShare: 0.05 } as const;
  const rates = (decay: "linear" | "cosine" | "constant", steps = 100) =>
    Array.from({ length: steps }, (_, step) => learningRateAt(step, steps, { ...base, decay }));

  it("rises linearly over the warm-up and peaks at the learning rate", () => {
    for (const decay of ["linear", "cosine", "constant"] as const) {
      const all = rates(decay);
      expect(all[0]).toBeCloseTo(1e-4, 12);
      expect(all[9]).toBeCloseTo(1e-3, 12);
      expect(Math.max(...all)).toBeLessThanOrEqual(1e-3);
    }
  });

  it("never rises after the warm-up and ends near the final share", () => {
    for (const decay of ["linear", "cosine"] as const) {
      const all = rates(decay).slice(10);
      for (let i = 1; i < all.length; i++) expect(all[i]).toBeLessThan(all[i - 1]);
      expect(all.at(-1)).toBeGreaterThan(5e-5);
      expect(all.at(-1)).toBeLessThan(7e-5);
    }
    expect(new Set(rates("constant").slice(10))).toEqual(new Set([1e-3]));
  });

  it("is defined for a single update and without warm-up", () => {
    expect(learningRateAt(0, 1, { ...base, decay: "linear" })).toBe(1e-3);
    expect(learningRateAt(0, 5, { ...base, warmup: 0, decay: "cosine" })).toBe(1e-3);
    expect(learningRateAt(0, 1, { ...base, warmup: 1, decay: "linear" })).toBe(1e-3);
  });
});
