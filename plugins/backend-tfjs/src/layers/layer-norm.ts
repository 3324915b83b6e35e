import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";
import { columnSums } from "./column-sums.ts";

/** GPT-2's guard against a variance of zero. */
const EPSILON = 1e-5;

/** Y = γ⊙x̂ + β with x̂ = (X − μ)·σ⁻¹, row by row of X[N, C] (Ba et al. 2016). */
export function layerNorm(pass: Pass, name: string, x: Tensor): Layer {
  const { tf } = pass;
  const [gamma, beta] = [`${name}.weight`, `${name}.bias`];
  return pass.layer(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true));
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverse = tf.rsqrt(tf.add(variance, EPSILON)); // σ⁻¹ [N, 1]
    const normalised = tf.mul(centred, inverse); // x̂ [N, C]
    return {
      output: tf.add(tf.mul(normalised, pass.weight(gamma)), pass.weight(beta)),
      saved: [inverse, normalised],

      /** dX = σ⁻¹·(D − mean(D) − x̂·mean(D⊙x̂)) with D = γ⊙dY; dγ = Σₙ dY⊙x̂, dβ = Σₙ dY. */
      backward(dY) {
        pass.addGradient(gamma, columnSums(pass, tf.mul(dY, normalised)));
        pass.addGradient(beta, columnSums(pass, dY));
        const d = tf.mul(dY, pass.weight(gamma));
        const mean = tf.mean(d, 1, true);
        const slope = tf.mean(tf.mul(d, normalised), 1, true);
        return tf.mul(tf.sub(tf.sub(d, mean), tf.mul(normalised, slope)), inverse);
      },
    };
  });
}
