import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";

/** logits[N, V] = X[N, C]·wteᵀ: the head is tied to the token embedding. */
export function logits({ kernels, weight }: Pass, x: Tensor): Tensor {
  return kernels.product(x, weight("wte.weight"), { b: true });
}

/**
 * The logits of X[N, C] at the targets, as four numbers each, [4, N]: the target's logit, the largest logit, the
 * largest probability, and the sum of all probabilities but the target's. `logProbabilities` makes ℓ of them.
 *
 * Its backward pass takes s[N, 1], with ∂L/∂logits = s·(softmax − onehot).
 */
export function head(pass: Pass, x: Tensor, targets: Int32Array): Layer {
  const { tf, kernels } = pass;
  const wte = pass.weight("wte.weight");
  return pass.layer(() => {
    const scores = logits(pass, x);
    const probabilities = tf.softmax(scores);
    const top = tf.max(probabilities, 1, true);
    const others = kernels.zeroAt(probabilities, targets); // Q: without the target
    const rest = tf.sum(others, 1, true); // q = 1 − p, precise however near p is to 1
    const rows = kernels.rows(wte, targets); // [N, C]
    const target = tf.sum(tf.mul(x, rows), 1, true);
    const parts = [target, tf.max(scores, 1, true), top, rest];
    return {
      output: tf.stack(parts.map((part) => tf.reshape(part, [-1]))),
      saved: [others, rest, rows],

      /** softmax − onehot is Q, with −q at the target: dX = s⊙(Q·W − q⊙W[y]), dW = Qᵀ·(s⊙X), less q⊙s⊙X at the targets. */
      backward(s) {
        const scaled = tf.mul(x, s);
        pass.addGradient("wte.weight", kernels.product(others, scaled, { a: true }));
        pass.addRows("wte.weight", targets, tf.neg(tf.mul(scaled, rest)));
        return tf.mul(tf.sub(kernels.product(others, wte), tf.mul(rows, rest)), s);
      },
    };
  });
}

/** ℓ of each target in float64, from the values [4, N] of `head`; never above 0. */
export function logProbabilities(statistics: Float32Array, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => {
    const [target, largest, top, rest] = [0, 1, 2, 3].map((row) => statistics[row * count + n]);
    // log p directly is −∞ for p < 1e-45, and knows nothing of 1 − p where p is near 1.
    return rest < 0.5 ? Math.log1p(-rest) : Math.min(0, target - largest + Math.log(top));
  });
}
