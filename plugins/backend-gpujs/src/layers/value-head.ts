import type { ModelConfig } from "@preflm/core";
import type { Tensor } from "../device.ts";
import { sumOf } from "../kernels.ts";
import type { Scope } from "../scope.ts";
import { grow, type Weights } from "../weights.ts";
import { add } from "./matmul.ts";

const HEAD = "value_head.weight";

/** v[1, N] = z or −sigmoid(z), with z = x[N, C] · value_head[C]. */
export function valueForward(
  scope: Scope,
  weights: Weights,
  x: Tensor,
  kind: ModelConfig["valueHead"],
): Promise<Tensor> {
  return scope.run({
    values: { x, head: weights[HEAD] },
    rows: 1,
    columns: x.rows,
    body: `
      ${sumOf(x.columns, (c) => `x[column][${c}] * head[0][${c}]`)}
      return ${kind === "negative-sigmoid" ? "-1 / (1 + Math.exp(Math.min(-sum, 80)))" : "sum"};`,
  });
}

/** dX[N, C] with what dValues[1, N] says added, and the head's gradient; the slope of −sigmoid is v·(1 + v). */
export async function valueBackward(
  scope: Scope,
  weights: Weights,
  gradients: Weights,
  x: Tensor,
  values: Tensor,
  kind: ModelConfig["valueHead"],
  dValues: Tensor,
  dX: Tensor,
): Promise<Tensor> {
  const { rows: N, columns: C } = x;
  const dZ =
    kind === "linear"
      ? dValues
      : await scope.run({
          values: { values, dValues },
          rows: 1,
          columns: N,
          body: "return dValues[0][column] * values[0][column] * (1 + values[0][column]);",
        });
  await grow(scope, gradients, HEAD, (before) =>
    scope.run({
      values: { before, x, dZ },
      rows: 1,
      columns: C,
      body: `${sumOf(N, (n) => `dZ[0][${n}] * x[${n}][column]`)} return before[0][column] + sum;`,
    }),
  );
  const own = await scope.run({
    values: { dZ, head: weights[HEAD] },
    rows: N,
    columns: C,
    body: "return dZ[0][row] * head[0][column];",
  });
  return add(scope, dX, own);
}
