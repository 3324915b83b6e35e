import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { choiceKernel } from "./kernel.ts";

/** A kernel whose row holds these logits. */
function kernelOf(logits: ArrayLike<number>) {
  const kernel = choiceKernel(logits.length);
  kernel.row.set(Float32Array.from(logits));
  return kernel;
}

const SIZES = [1, 2, 3, 4, 5, 63, 64, 2047, 50_257];

describe("the sampling kernel", () => {
  it("is within 2e-7 of Math.exp down to −87, and 0 below", () => {
    const kernel = kernelOf(Array.from({ length: 20_000 }, (_, i) => -0.005 * i));
    kernel.exponentials(0, 1);
    for (const [i, x] of kernel.row.entries()) {
      if (x < -87) expect(kernel.weights[i]).toBe(0);
      else expect(Math.abs(kernel.weights[i] / Math.exp(x) - 1)).toBeLessThan(2e-7);
    }
  });

  it("is exact at its ends, and NaN of what is none", () => {
    const kernel = kernelOf([0, -0, -Infinity, -3e38, 0]);
    expect(kernel.exponentials(0, 1)).toBe(3);
    expect([...kernel.weights]).toEqual([1, 1, 0, 0, 1]);
    for (const wrong of [Number.NaN, Infinity]) {
      kernel.row[3] = wrong;
      expect(kernel.exponentials(kernel.highest(), 1)).toBeNaN();
    }
  });

  it("sums what it wrote, scaled by the slope, of any number of logits", () => {
    for (const size of SIZES) {
      const uniform = random(size, "kernel");
      const kernel = kernelOf(Array.from({ length: size }, () => 20 * uniform() - 30));
      const highest = Math.max(...kernel.row);
      expect(kernel.highest()).toBe(highest);
      const sum = kernel.exponentials(highest, 0.5);
      expect(sum / kernel.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      const at = Math.floor(size / 2);
      expect(kernel.weights[at]).toBeCloseTo(Math.exp((kernel.row[at] - highest) / 2), 6);
    }
  });

  it("finds the tokens above a weight, in order, and no others", () => {
    for (const size of SIZES) {
      const uniform = random(size, "above");
      const kernel = kernelOf(Array.from({ length: size }, () => -10 * uniform()));
      kernel.exponentials(0, 1);
      for (const least of [0, 0.001, Math.fround(kernel.weights[0]), 2]) {
        const expected = [...kernel.weights.keys()].filter((v) => kernel.weights[v] > least);
        const count = kernel.above(least);
        expect([...kernel.candidates.subarray(0, count)]).toEqual(expected);
      }
    }
  });

  it("leaves the row as it is", () => {
    const kernel = kernelOf([1, 2, 3, 4, 5, 6]);
    kernel.exponentials(kernel.highest(), 1);
    kernel.above(0);
    expect([...kernel.row]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
