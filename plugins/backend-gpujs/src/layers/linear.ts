import type { Tensor } from "../device.ts";
import { sumOf } from "../kernels.ts";
import type { Scope } from "../scope.ts";
import { grow, type Weights } from "../weights.ts";
import { addColumnSums, addTransposedProduct, productTransposed } from "./matmul.ts";

/** out[N, O] = x[N, I] · weight[I, O] + bias[O], with the weights `${name}.weight` and `${name}.bias`. */
export function linearForward(
  scope: Scope,
  weights: Weights,
  name: string,
  x: Tensor,
): Promise<Tensor> {
  const w = weights[`${name}.weight`];
  const bias = weights[`${name}.bias`];
  return scope.run({
    values: { x, w, bias },
    rows: x.rows,
    columns: w.columns,
    body: `${sumOf(w.rows, (i) => `x[row][${i}] * w[${i}][column]`)} return bias[0][column] + sum;`,
  });
}

/** dX[N, I] = dOut · weightᵀ; adds xᵀ · dOut to the weight's gradient and the columns of dOut to the bias'. */
export async function linearBackward(
  scope: Scope,
  weights: Weights,
  gradients: Weights,
  name: string,
  x: Tensor,
  dOut: Tensor,
): Promise<Tensor> {
  await grow(scope, gradients, `${name}.weight`, (sum) =>
    addTransposedProduct(scope, sum, x, dOut),
  );
  await grow(scope, gradients, `${name}.bias`, (sum) => addColumnSums(scope, sum, dOut));
  return productTransposed(scope, dOut, weights[`${name}.weight`]);
}
