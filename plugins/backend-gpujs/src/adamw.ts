import type { AdamW, ModelConfig } from "@preflm/core";
import { layout } from "@preflm/gpt";
import type { Device, Tensor } from "./device.ts";
import { sumOf } from "./kernels.ts";
import { inScope, type Scope } from "./scope.ts";
import { replace, type Weights } from "./weights.ts";

/** The L2 norm of all gradients as one long vector, summed on the device and read once. */
export function gradientNorm(device: Device, gradients: Weights): Promise<number> {
  return inScope(device, async (scope) => {
    let total = await scope.upload([0], 1, 1);
    for (const gradient of Object.values(gradients))
      total = await addSquares(scope, total, gradient);
    const [square] = await scope.read(total);
    return Math.sqrt(square);
  });
}

/** total + Σ g², by rows and then over the rows. */
async function addSquares(scope: Scope, total: Tensor, g: Tensor): Promise<Tensor> {
  const squares = await scope.run({
    values: { g },
    rows: 1,
    columns: g.rows,
    body: `${sumOf(g.columns, (c) => `g[column][${c}] * g[column][${c}]`)} return sum;`,
  });
  return scope.run({
    values: { total, squares },
    rows: 1,
    columns: 1,
    body: `${sumOf(g.rows, (r) => `squares[0][${r}]`)} return total[0][0] + sum;`,
  });
}

/** Weights and their moments, which a step replaces. */
export interface Optimised {
  readonly weights: Weights;
  readonly first: Weights;
  readonly second: Weights;
}

/**
 * AdamW step number `step`, from 1 (Loshchilov & Hutter 2019, Algorithm 2), on a gradient of this norm:
 *
 *     m ← β₁·m + (1 − β₁)·clip·g,   v ← β₂·v + (1 − β₂)·(clip·g)²
 *     w ← (1 − η·λ)·w − η·m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)
 */
export async function adamw(
  device: Device,
  config: ModelConfig,
  { weights, first, second }: Optimised,
  gradients: Weights,
  { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm }: AdamW,
  step: number,
  norm: number,
): Promise<void> {
  const clip = norm > clipNorm ? clipNorm / norm : 1;
  const correction1 = 1 - beta1 ** step;
  const correction2 = Math.sqrt(1 - beta2 ** step);
  for (const { name, decay } of layout(config)) {
    const g = gradients[name];
    const like = (values: Readonly<Record<string, Tensor | number>>, body: string) =>
      device.run({ values, rows: g.rows, columns: g.columns, body });

    const m = await like(
      { m: first[name], g, keep: beta1, take: (1 - beta1) * clip },
      "return keep * m[row][column] + take * g[row][column];",
    );
    replace(first, name, m);
    const v = await like(
      { v: second[name], g, keep: beta2, take: (1 - beta2) * clip * clip },
      "return keep * v[row][column] + take * g[row][column] * g[row][column];",
    );
    replace(second, name, v);
    const w = await like(
      {
        w: weights[name],
        m,
        v,
        keep: decay ? 1 - learningRate * weightDecay : 1,
        rate: (learningRate * correction2) / correction1,
        epsilon: epsilon * correction2,
      },
      "return keep * w[row][column] - rate * m[row][column] / (Math.sqrt(v[row][column]) + epsilon);",
    );
    replace(weights, name, w);
  }
}
