import type { AdamW, ModelConfig } from "@preflm/core";
import { layout } from "@preflm/gpt";
import type { Gradients, Weights } from "./tensors.ts";

/** Running means of the gradient and of its square, by weight; float32, as they are saved. */
export interface Moments {
  /** Updates done so far. */
  step: number;
  readonly first: Weights;
  readonly second: Weights;
}

/** The L2 norm of all gradients as one long vector. */
function globalNorm(gradients: Gradients): number {
  let sum = 0;
  for (const gradient of Object.values(gradients)) {
    for (let i = 0; i < gradient.length; i++) sum += gradient[i] ** 2;
  }
  return Math.sqrt(sum);
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) on the clipped gradient, in place:
 *
 *     g = gradient · min(1, clipNorm/norm)
 *     m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
 *     w ← w − learningRate · ( m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) + weightDecay·w )
 *
 * Decay applies to matrices only. Returns the norm before clipping.
 */
export function adamw(
  config: ModelConfig,
  weights: Weights,
  gradients: Gradients,
  moments: Moments,
  { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm }: AdamW,
): number {
  const norm = globalNorm(gradients);
  const clip = norm > clipNorm ? clipNorm / norm : 1;
  moments.step++;
  const correction1 = 1 - beta1 ** moments.step;
  const correction2 = 1 - beta2 ** moments.step;
  for (const { name, decay } of layout(config)) {
    const weight = weights[name];
    const gradient = gradients[name];
    const first = moments.first[name];
    const second = moments.second[name];
    const shrink = decay ? weightDecay : 0;
    for (let i = 0; i < weight.length; i++) {
      const g = gradient[i] * clip;
      const m = beta1 * first[i] + (1 - beta1) * g;
      const v = beta2 * second[i] + (1 - beta2) * g * g;
      const direction = m / correction1 / (Math.sqrt(v / correction2) + epsilon);
      weight[i] -= learningRate * (direction + shrink * weight[i]);
      first[i] = m;
      second[i] = v;
    }
  }
  return norm;
}
