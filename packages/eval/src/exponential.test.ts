import { describe, expect, it } from "vitest";
import { exponentials } from "./exponential.ts";

/** eˣ of float32 numbers ≤ 0. */
function exponential(...x: readonly number[]): readonly number[] {
  const out = new Float64Array(x.length);
  exponentials(Float32Array.from(x), 0, 1, out);
  return [...out];
}

describe("exponentials", () => {
  it("is within 1e-11 of Math.exp for x ≤ 0", () => {
    const x = Array.from({ length: 20_000 }, (_, i) => Math.fround(-0.0349 * i));
    const errors = exponential(...x).map((value, i) => Math.abs(value / Math.exp(x[i]) - 1));
    expect(Math.max(...errors)).toBeLessThan(1e-11);
  });

  it("is exact at its ends", () => {
    const ends = exponential(0, -0, -745.5, -Infinity, Number.NaN);
    expect(ends).toEqual([1, 1, 0, 0, Number.NaN]);
  });

  it("scales by the slope and returns the sum", () => {
    const out = new Float64Array(3);
    const sum = exponentials(Float32Array.of(5, 3, 4), 5, 0.5, out);
    expect([...out]).toEqual([0, -1, -0.5].map((x) => expect.closeTo(Math.exp(x), 11)));
    expect(sum).toBe(out[0] + out[1] + out[2]);
    expect(exponentials(Float32Array.of(0, Number.NaN), 0, 1, out)).toBeNaN();
  });
});
