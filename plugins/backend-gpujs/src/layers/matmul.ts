import type { Tensor } from "../device.ts";
import { sumOf } from "../kernels.ts";
import type { Scope } from "../scope.ts";

/** x[N, I] · w[I, O] → [N, O]. */
export function product(scope: Scope, x: Tensor, w: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x, w },
    rows: x.rows,
    columns: w.columns,
    body: `${sumOf(x.columns, (i) => `x[row][${i}] * w[${i}][column]`)} return sum;`,
  });
}

/** x[N, I] · w[O, I]ᵀ → [N, O]. */
export function productTransposed(scope: Scope, x: Tensor, w: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x, w },
    rows: x.rows,
    columns: w.rows,
    body: `${sumOf(x.columns, (i) => `x[row][${i}] * w[column][${i}]`)} return sum;`,
  });
}

/** before[I, O] + x[N, I]ᵀ · y[N, O]: how the gradient of a matrix grows. */
export function addTransposedProduct(
  scope: Scope,
  before: Tensor,
  x: Tensor,
  y: Tensor,
): Promise<Tensor> {
  return scope.run({
    values: { before, x, y },
    rows: before.rows,
    columns: before.columns,
    body: `${sumOf(x.rows, (n) => `x[${n}][row] * y[${n}][column]`)} return before[row][column] + sum;`,
  });
}

/** before[1, O] + Σₙ y[n, O]: how the gradient of a bias grows. */
export function addColumnSums(scope: Scope, before: Tensor, y: Tensor): Promise<Tensor> {
  return scope.run({
    values: { before, y },
    rows: 1,
    columns: y.columns,
    body: `${sumOf(y.rows, (n) => `y[${n}][column]`)} return before[0][column] + sum;`,
  });
}

/** a + b: a residual connection. Its backward pass adds the two gradients the same way. */
export function add(scope: Scope, a: Tensor, b: Tensor): Promise<Tensor> {
  return scope.run({
    values: { a, b },
    rows: a.rows,
    columns: a.columns,
    body: "return a[row][column] + b[row][column];",
  });
}
