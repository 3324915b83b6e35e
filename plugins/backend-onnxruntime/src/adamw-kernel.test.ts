import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { adamwKernel, ROUND } from "./adamw-kernel.ts";
import { webAssembly } from "./web-assembly.ts";

/** Four arrays of n random numbers, the last not negative, and `rest` zeros behind the last. */
function arrays(n: number) {
  const memory = new (webAssembly().Memory)({ initial: 1 });
  const uniform = random(1, "kernel");
  const [weight, gradient, first, second] = [0, 1, 2, 3].map((i) => {
    const array = new Float32Array(memory.buffer, 4 * i * n, n);
    return array.map((_, j) => {
      array[j] = i === 3 ? uniform() : uniform() - 0.5;
      return array[j];
    });
  });
  return { memory, kernel: adamwKernel(memory), weight, gradient, first, second };
}

describe("the AdamW kernel", () => {
  it("sums squares in float64", () => {
    for (const n of [ROUND / 4, 1024]) {
      const { kernel, gradient } = arrays(n);
      const expected = gradient.reduce((sum, g) => sum + g * g, 0);
      expect(kernel.squareSum(4 * n, 4 * n)).toBeCloseTo(expected, 12);
    }
  });

  it("takes the step that its formula says, and touches nothing else", () => {
    const n = 1024;
    const { memory, kernel, weight, gradient, first, second } = arrays(n);
    const half = 4 * (n / 2);
    const [b1, g1, b2, g2, epsilon, rate, keep] = [0.9, 0.05, 0.99, 0.005, 1e-3, 0.01, 0.999];
    kernel.adamw(0, 4 * n, 8 * n, 12 * n, half, b1, g1, b2, g2, epsilon, rate, keep);
    const after = (i: number) => new Float32Array(memory.buffer, 4 * i * n, n);
    for (let i = 0; i < n; i++) {
      const m = i < n / 2 ? b1 * first[i] + g1 * gradient[i] : first[i];
      const v = i < n / 2 ? b2 * second[i] + g2 * gradient[i] ** 2 : second[i];
      const w = i < n / 2 ? keep * weight[i] - (rate * m) / (Math.sqrt(v) + epsilon) : weight[i];
      const change = [0, 2, 3].map((k) => after(k)[i]);
      [w, m, v].forEach((expected, k) => {
        expect(Math.abs(change[k] - expected)).toBeLessThan(1e-7);
      });
      expect(after(1)[i]).toBe(gradient[i]);
    }
  });
});
