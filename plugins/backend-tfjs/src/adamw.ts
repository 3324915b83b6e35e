import type { AdamW } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "./tf.ts";

/** A weight with all that its update reads. */
interface Parameter {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
}

/** Where the training is. */
interface Progress {
  /** Updates done, this one included. */
  readonly step: number;
  /** The norm of all gradients. */
  readonly norm: number;
  /** Whether this weight decays. */
  readonly decay: boolean;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) on the clipped gradient, for one weight:
 *
 *     g = gradient · min(1, clipNorm/norm)
 *     m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
 *     w ← w − learningRate · ( m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) + weightDecay·w )
 *
 * All that is the same for every element is folded into five numbers, so that few passes are made over the arrays.
 */
export function adamw(
  tf: Tf,
  { weight, gradient, first, second }: Parameter,
  { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm }: AdamW,
  { step, norm, decay }: Progress,
): Omit<Parameter, "gradient"> {
  const clip = norm > clipNorm ? clipNorm / norm : 1;
  const correction = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * correction) / (1 - beta1 ** step);
  const keep = decay ? 1 - learningRate * weightDecay : 1;
  return tf.tidy(() => {
    const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, (1 - beta1) * clip));
    const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), (1 - beta2) * clip ** 2));
    const direction = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon * correction));
    const kept = keep === 1 ? weight : tf.mul(weight, keep);
    return { weight: tf.sub(kept, direction), first: m, second: v };
  });
}

/** The sum of squares of each tensor, [how many]; rows first, so that no float32 sum is long. */
export function squareSums(tf: Tf, tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 0) return tf.tensor1d([0]);
  return tf.stack(tensors.map((tensor) => tf.tidy(() => tf.sum(tf.sum(tf.square(tensor), -1)))));
}
