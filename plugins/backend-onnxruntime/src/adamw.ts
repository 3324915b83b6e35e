import type { AdamW } from "@preflm/core";
import type { Store } from "./store.ts";

/** The L2 norm of the whole gradient. */
export function gradientNorm({ slabs }: Store): number {
  const sums = slabs.map(({ kernel, arrays: { gradient } }) =>
    kernel.squareSum(gradient.byteOffset, gradient.byteLength),
  );
  return Math.sqrt(sums.reduce((a, b) => a + b, 0));
}

/**
 * AdamW step number `step`, from 1 (Loshchilov & Hutter 2019, Algorithm 2), on a gradient of this norm:
 *
 *     m ← β₁·m + (1 − β₁)·clip·g,   v ← β₂·v + (1 − β₂)·(clip·g)²
 *     w ← (1 − η·λ)·w − η·m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)
 */
export function adamw({ slabs }: Store, options: AdamW, step: number, norm: number): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = options;
  const clip = norm > clipNorm ? clipNorm / norm : 1;
  const correction1 = 1 - beta1 ** step;
  const correction2 = Math.sqrt(1 - beta2 ** step);
  for (const { kernel, arrays, decaying } of slabs) {
    const run = (from: number, to: number, decay: number) => {
      if (from === to) return;
      kernel.adamw(
        arrays.weight.byteOffset + 4 * from,
        arrays.gradient.byteOffset + 4 * from,
        arrays.firstMoment.byteOffset + 4 * from,
        arrays.secondMoment.byteOffset + 4 * from,
        4 * (to - from),
        beta1,
        (1 - beta1) * clip,
        beta2,
        (1 - beta2) * clip * clip,
        epsilon * correction2,
        (learningRate * correction2) / correction1,
        1 - learningRate * decay,
      );
    };
    run(0, decaying, weightDecay);
    run(decaying, arrays.weight.length, 0);
  }
}
