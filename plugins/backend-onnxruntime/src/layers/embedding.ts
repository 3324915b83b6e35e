import type { Tensor } from "../graph.ts";
import { add, concat, expand, gather, reduceSum, reshape, scatter, slice } from "../operators.ts";
import type { Weights } from "../weights.ts";

/** A token embedding's gradient comes from two places; `backward` joins them. */
export interface Embedding {
  readonly output: Tensor;
  /**
   * @param dX ∂L/∂output [N, C]
   * @param head the gradient of `wte.weight` from the output head [V, C], what was accumulated included
   * @param more rows [N, C] that are still to be added at the targets [N, 1]
   */
  backward(dX: Tensor, head: Tensor, more: { targets: Tensor; rows: Tensor }): void;
}

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

    backward(dX, head, more) {
      const dPositions = reshape(reduceSum(reshape(dX, [B, T, C]), 0), [T, C]);
      const whole = T === context ? dPositions : concat([dPositions, zeros(dX, context - T)], 0);
      const before = weights.accumulated("wpe.weight");
      weights.setGradient("wpe.weight", before ? add(before, whole) : whole);

      const updates = concat([more.rows, dX], 0); // [2N, C]
      const indices = concat([more.targets, reshape(tokens, [B * T, 1])], 0);
      weights.setGradient(
        "wte.weight",
        scatter(head, expand(indices, updates.shape), updates, { axis: 0, reduction: "add" }),
      );
    },
  };
}

function zeros(like: Tensor, count: number): Tensor {
  return expand(like.graph.constant(0), [count, like.shape[1]]);
}
