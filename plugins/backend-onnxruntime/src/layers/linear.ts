import type { Tensor } from "../graph.ts";
import { gemm } from "../operators.ts";
import type { Weights } from "../weights.ts";
import { columnSums } from "./column-sums.ts";
import type { Layer } from "./layer.ts";

/** Y[N, O] = X[N, I]·W[I, O] + b[O]. */
export function linear(weights: Weights, name: string, x: Tensor): Layer {
  const weight = weights.value(`${name}.weight`);
  const bias = weights.value(`${name}.bias`);
  return {
    output: gemm(x, weight, { c: bias }),

    /** dW = Xᵀ·dY, db = Σₙ dYₙ, dX = dY·Wᵀ; Gemm's C carries what was accumulated before. */
    backward(dY) {
      const c = weights.accumulated(`${name}.weight`);
      weights.setGradient(`${name}.weight`, gemm(x, dY, { transA: true, c }));
      weights.setGradient(
        `${name}.bias`,
        columnSums(dY, { c: weights.accumulated(`${name}.bias`) }),
      );
      return gemm(dY, weight, { transB: true });
    },
  };
}
