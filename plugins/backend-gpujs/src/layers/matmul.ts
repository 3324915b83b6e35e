import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";

/** x[N, I] · w[I, O] → [N, O]. */
export function product(scope: Scope, x: Tensor, w: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x, w },
    rows: x.rows,
    columns: w.columns,
    body: `
      let sum = 0;
      for (let i = 0; i < ${x.columns}; i++) sum += x[row][i] * w[i][column];
      return sum;`,
  });
}

/** x[N, I] · w[O, I]ᵀ → [N, O]. */
export function productTransposed(scope: Scope, x: Tensor, w: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x, w },
    rows: x.rows,
    columns: w.rows,
    body: `
      let sum = 0;
      for (let i = 0; i < ${x.columns}; i++) sum += x[row][i] * w[column][i];
      return sum;`,
  });
}

/** sum[I, O] + x[N, I]ᵀ · y[N, O]: how the gradient of a matrix grows. */
export function addTransposedProduct(
  scope: Scope,
  sum: Tensor,
  x: Tensor,
  y: Tensor,
): Promise<Tensor> {
  return scope.run({
    values: { sum, x, y },
    rows: sum.rows,
    columns: sum.columns,
    body: `
      let total = 0;
      for (let n = 0; n < ${x.rows}; n++) total += x[n][row] * y[n][column];
      return sum[row][column] + total;`,
  });
}

/** sum[1, O] + Σₙ y[n, O]: how the gradient of a bias grows. */
export function addColumnSums(scope: Scope, sum: Tensor, y: Tensor): Promise<Tensor> {
  return scope.run({
    values: { sum, y },
    rows: 1,
    columns: y.columns,
    body: `
      let total = 0;
      for (let n = 0; n < ${y.rows}; n++) total += y[n][column];
      return sum[0][column] + total;`,
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
