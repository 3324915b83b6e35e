import { describe, expect, it } from "vitest";
import { exponential } from "./exponential.ts";

describe("exponential", () => {
  it("is within 1e-11 of Math.exp for x ≤ 0", () => {
    let worst = 0;
    for (let x = 0; x > -700; x -= 0.0371) {
      worst = Math.max(worst, Math.abs(exponential(x) / Math.exp(x) - 1));
    }
    expect(worst).toBeLessThan(1e-11);
  });

  it("is exact at its ends", () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(-0)).toBe(1);
    expect(exponential(-745.2)).toBe(0);
    expect(exponential(-Infinity)).toBe(0);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});
