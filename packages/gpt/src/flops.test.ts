import { describe, expect, it } from "vitest";
import { forwardFlops, trainingFlops } from "./flops.ts";
import { parameterCount } from "./layout.ts";
import { sizes } from "./sizes.ts";

const gpt2 = { ...sizes.gpt2, vocabulary: 50257 };

describe("FLOPs", () => {
  it("are about 6 a parameter and token in training when attention is short", () => {
    const perToken = trainingFlops(gpt2, 1, 8) / 8;
    expect(perToken / (6 * parameterCount(gpt2))).toBeCloseTo(1, 1);
  });

  it("count each matrix product of a tiny forward pass by hand", () => {
    const tiny = { layers: 1, width: 2, heads: 1, context: 3, vocabulary: 5 };
    const [rows, columns] = [2, 3];
    const product = (m: number, n: number, k: number) => 2 * m * n * k;
    const tokens = rows * columns;
    const block =
      product(tokens, 6, 2) + product(tokens, 2, 2) + product(tokens, 8, 2) + product(tokens, 2, 8);
    const attention = rows * (product(columns, columns, 2) + product(columns, 2, columns));
    expect(forwardFlops(tiny, rows, columns)).toBe(block + attention + product(tokens, 5, 2));
  });

  it("grow linearly in rows and faster in columns", () => {
    expect(forwardFlops(gpt2, 8, 64)).toBe(8 * forwardFlops(gpt2, 1, 64));
    expect(forwardFlops(gpt2, 1, 512)).toBeGreaterThan(8 * forwardFlops(gpt2, 1, 64));
  });
});
