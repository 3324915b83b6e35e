import type { Tensor } from "../device.ts";
import { sumOf } from "../kernels.ts";
import type { Scope } from "../scope.ts";
import { grow, type Weights } from "../weights.ts";
import { addColumnSums } from "./matmul.ts";

/** GPT-2's guard against a variance of zero. */
const EPSILON = 1e-5;

/** What the backward pass of a layer norm needs again. */
export interface LayerNorm {
  /** [N, C] */
  readonly x: Tensor;
  /** [N, C] */
  readonly out: Tensor;
  /** Mean of each token, [1, N] */
  readonly mean: Tensor;
  /** 1/deviation of each token, [1, N] */
  readonly inverse: Tensor;
}

/** out[N, C] = (x − mean)/√(variance + ε) · weight[C] + bias[C], mean and variance over the channels of a token. */
export async function layerNormForward(
  scope: Scope,
  weights: Weights,
  name: string,
  x: Tensor,
): Promise<LayerNorm> {
  const { rows: N, columns: C } = x;
  const mean = await scope.run({
    values: { x },
    rows: 1,
    columns: N,
    body: `${sumOf(C, (c) => `x[column][${c}]`)} return sum / ${C};`,
  });
  const inverse = await scope.run({
    values: { x, mean },
    rows: 1,
    columns: N,
    body: `
      let sum = 0;
      for (let c = 0; c < ${C}; c++) {
        const centred = x[column][c] - mean[0][column];
        sum += centred * centred;
      }
      return 1 / Math.sqrt(sum / ${C} + ${EPSILON});`,
  });
  const out = await scope.run({
    values: { x, mean, inverse, weight: weights[`${name}.weight`], bias: weights[`${name}.bias`] },
    rows: N,
    columns: C,
    body: `
      const normalised = (x[row][column] - mean[0][row]) * inverse[0][row];
      return normalised * weight[0][column] + bias[0][column];`,
  });
  return { x, out, mean, inverse };
}

/**
 * dX[N, C] = inverse · (d − mean(d) − x̂ · mean(d · x̂)) with d = dOut · weight and x̂ = (x − mean) · inverse: mean and
 * deviation depend on x too. Adds the gradients of weight and bias.
 */
export async function layerNormBackward(
  scope: Scope,
  weights: Weights,
  gradients: Weights,
  name: string,
  { x, mean, inverse }: LayerNorm,
  dOut: Tensor,
): Promise<Tensor> {
  const { rows: N, columns: C } = x;
  const weight = weights[`${name}.weight`];
  const normalised = await scope.run({
    values: { x, mean, inverse },
    rows: N,
    columns: C,
    body: "return (x[row][column] - mean[0][row]) * inverse[0][row];",
  });
  await grow(scope, gradients, `${name}.bias`, (sum) => addColumnSums(scope, sum, dOut));
  await grow(scope, gradients, `${name}.weight`, (before) =>
    scope.run({
      values: { before, dOut, normalised },
      rows: 1,
      columns: C,
      body: `${sumOf(N, (n) => `dOut[${n}][column] * normalised[${n}][column]`)} return before[0][column] + sum;`,
    }),
  );
  const meanD = await scope.run({
    values: { dOut, weight },
    rows: 1,
    columns: N,
    body: `${sumOf(C, (c) => `dOut[column][${c}] * weight[0][${c}]`)} return sum / ${C};`,
  });
  const meanDNormalised = await scope.run({
    values: { dOut, weight, normalised },
    rows: 1,
    columns: N,
    body: `${sumOf(C, (c) => `dOut[column][${c}] * weight[0][${c}] * normalised[column][${c}]`)}
      return sum / ${C};`,
  });
  return scope.run({
    values: { dOut, weight, normalised, inverse, meanD, meanDNormalised },
    rows: N,
    columns: C,
    body: `
      const d = dOut[row][column] * weight[0][column];
      const along = normalised[row][column] * meanDNormalised[0][row];
      return inverse[0][row] * (d - meanD[0][row] - along);`,
  });
}
