import type { Tensor } from "../graph.ts";
import {
  add,
  expand,
  gather,
  gemm,
  logarithm,
  multiply,
  negate,
  pick,
  reduceMax,
  reduceSum,
  reshape,
  scatter,
  softmax,
  subtract,
} from "../operators.ts";
import type { Weights } from "../weights.ts";

/** Log-probabilities of the targets, and what the loss and its gradient need beside them; all [N, 1]. */
export interface Head {
  /** ℓ ≤ 0 (up to rounding). */
  readonly logProbability: Tensor;
  /** 1 − p as the sum of the other tokens' probabilities, so that it is precise when p is near 1. */
  rest(): Tensor;
  /**
   * The gradient of a loss with ∂L/∂logits = s·(softmax − onehot).
   *
   * @param s [N, 1]
   * @returns ∂L/∂X [N, C], and the rows [N, C] that are still to be added to the gradient of `wte.weight`, at the
   *   targets.
   */
  backward(s: Tensor): { dX: Tensor; targetRows: Tensor };
}

/** logits[N, V] = X[N, C]·wteᵀ and their log-softmax at the targets [N, 1]. The head is tied to the token embedding. */
export function head(weights: Weights, x: Tensor, targets: Tensor): Head {
  const wte = weights.value("wte.weight"); // [V, C]
  const { graph } = x;
  const logits = gemm(x, wte, { transB: true });
  const probabilities = softmax(logits);
  // log p directly would be −∞ for p < 1e-45. The largest probability is 1/Σ exp(logit − largest).
  const logProbability = add(
    subtract(pick(logits, targets), reduceMax(logits, 1)),
    logarithm(reduceMax(probabilities, 1)),
  );
  let others: Tensor | undefined;
  const withoutTarget = () => {
    others ??= scatter(probabilities, targets, expand(graph.constant(0), targets.shape), {
      axis: 1,
    });
    return others;
  };
  let sum: Tensor | undefined;
  const rest = () => {
    sum ??= reduceSum(withoutTarget(), 1);
    return sum;
  };
  return {
    logProbability,
    rest,

    /**
     * With Q the probabilities of all tokens but the target and q = ΣQ = 1 − p, softmax − onehot is Q, with −q at
     * the target. Both sides of the products with Q are scaled instead of Q itself, and the target's part is a row
     * each, so [N, V] is never written again.
     */
    backward(s) {
      const Q = withoutTarget();
      const q = rest();
      const targetRows = gather(wte, reshape(targets, [targets.shape[0]])); // [N, C]
      const dX = multiply(subtract(gemm(Q, wte), multiply(targetRows, q)), s);
      const scaled = multiply(x, s); // [N, C]
      const c = weights.accumulated("wte.weight");
      weights.setGradient("wte.weight", gemm(Q, scaled, { transA: true, c }));
      return { dX, targetRows: multiply(scaled, negate(q)) };
    },
  };
}
