import type { Tensor } from "../graph.ts";
import { add, concat, expand, gather, reduceSum, reshape, slice } from "../operators.ts";
import type { Weights } from "../weights.ts";

/** X[N, C] = wte[tokensₙ] + wpe[position]; N = B·T tokens [N] row by row. */
export function embedding(weights: Weights, tokens: Tensor, T: number): Embedding {
  const wte = weights.value("wte.weight"); // [V, C]
  const wpe = weights.value("wpe.weight"); // [context, C]
  const [context, C] = wpe.shape;
  const B = tokens.shape[0] / T;
  const positions = T === context ? wpe : slice(wpe, 0, 0, T);
  const sum = add(reshape(gather(wte, tokens), [B, T, C]), positions); // [B, T, C]
  return {
    output: reshape(sum, [B * T, C]),

    backward(dX) {
      const dPositions = reshape(reduceSum(reshape(dX, [B, T, C]), 0), [T, C]);
      const whole = T === context ? dPositions : concat([dPositions, zeros(dX, context - T)], 0);
      const before = weights.accumulated("wpe.weight");
      weights.setGradient("wpe.weight", before ? add(before, whole) : whole);
    },
  };
}

/** The embedding of a batch. */
export interface Embedding {
  readonly output: Tensor;
  /** Makes the gradient of `wpe.weight` from ∂L/∂output [N, C]; its rows are also those of `wte.weight`, at the tokens. */
  backward(dX: Tensor): void;
}

function zeros(like: Tensor, count: number): Tensor {
  return expand(like.graph.constant(0), [count, like.shape[1]]);
}
