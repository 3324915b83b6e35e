import { random } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { Transposed } from "./kernels.ts";
import { openEngine } from "./open-engine.ts";

const SIDES: readonly Transposed[] = [{}, { a: true }, { b: true }, { a: true, b: true }];

describe("products on wasm", () => {
  // Few rows by many columns and the reverse, odd sizes, a strip and one more, and a vector.
  const sizes = [
    [3, 5, 7],
    [2, 33, 70],
    [70, 33, 2],
    [9, 17, 16],
    [1, 1, 1],
    [1, 40, 300],
  ];

  it.each(sizes)("are the sums of products: %i × %i × %i", async (rows, shared, columns) => {
    const { tf, kernels, run } = await openEngine({ engine: "wasm" });
    const uniform = random(1, "products");
    const matrix = (...shape: number[]) =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => uniform() - 0.5),
        shape,
      );
    run(() => {
      const bias = matrix(columns);
      for (const { a = false, b = false } of SIDES)
        for (const n of [1, 3]) {
          const left = a ? matrix(n, shared, rows) : matrix(n, rows, shared);
          const right = b ? matrix(n, columns, shared) : matrix(n, shared, columns);
          const expected = sums(left, right, { a, b }, [n, rows, shared, columns]);
          check(kernels.products(left, right, { a, b }), [n, rows, columns], expected);
          if (n > 1) continue;
          const [x, y] = [tf.squeeze(left, [0]), tf.squeeze(right, [0])];
          check(kernels.product(x, y, { a, b }), [rows, columns], expected);
          const shifts = bias.dataSync();
          const shifted = expected.map((value, i) => value + shifts[i % columns]);
          check(kernels.product(x, y, { a, b }, bias), [rows, columns], shifted);
        }
    });
  });
});

function check(actual: Tensor, shape: number[], expected: number[]): void {
  expect(actual.shape).toEqual(shape);
  for (const [i, value] of actual.dataSync().entries()) expect(value).toBeCloseTo(expected[i], 5);
}

/** The products of n pairs of matrices in plain loops. */
function sums(
  left: Tensor,
  right: Tensor,
  { a, b }: Transposed,
  [n, rows, shared, columns]: readonly number[],
): number[] {
  const [x, y] = [left.dataSync(), right.dataSync()];
  const values: number[] = [];
  for (let i = 0; i < n; i++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let k = 0; k < shared; k++)
          sum +=
            x[i * rows * shared + (a ? k * rows + r : r * shared + k)] *
            y[i * shared * columns + (b ? c * shared + k : k * columns + c)];
        values.push(sum);
      }
  return values;
}
