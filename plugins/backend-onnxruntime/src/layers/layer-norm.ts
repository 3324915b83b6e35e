import type { Tensor } from "../graph.ts";
import {
  add,
  gemm,
  layerNormalization,
  multiply,
  negate,
  reshape,
  subtract,
} from "../operators.ts";
import type { Weights } from "../weights.ts";
import { columnSums } from "./column-sums.ts";
import type { Layer } from "./layer.ts";

/** Y = γ⊙x̂ + β with x̂ = (X − μ)·σ⁻¹, row by row of X[N, C]; μ and σ⁻¹ are [N, 1] (Ba et al. 2016). */
export function layerNorm(weights: Weights, name: string, x: Tensor): Layer {
  const [gamma, beta] = [`${name}.weight`, `${name}.bias`];
  const { output, mean, inverseDeviation } = layerNormalization(
    x,
    weights.value(gamma),
    weights.value(beta),
  );
  return {
    output,

    /**
     * dX = σ⁻¹·(γ⊙dY − m₁ − x̂·m₂), m₁ and m₂ the row means of γ⊙dY and γ⊙dY⊙x̂; dγ = Σₙ dY⊙x̂, dβ = Σₙ dY.
     *
     * x̂ is never formed: every sum over dY⊙x̂ follows from one over dY⊙X and one over dY, and those
     * sums are matrix products, so the whole takes few passes over [N, C].
     */
    backward(dY) {
      const width = x.shape[1];
      const dYX = multiply(dY, x);
      const offset = negate(multiply(mean, inverseDeviation)); // x̂ = X·σ⁻¹ + offset
      weights.setGradient(
        gamma,
        columnSums(dYX, {
          factors: inverseDeviation,
          c: columnSums(dY, { factors: offset, c: weights.accumulated(gamma) }),
        }),
      );
      weights.setGradient(beta, columnSums(dY, { c: weights.accumulated(beta) }));

      const gammaColumn = reshape(weights.value(gamma), [width, 1]);
      const m1 = gemm(dY, gammaColumn, { alpha: 1 / width }); // [N, 1]
      const m2 = add(
        multiply(gemm(dYX, gammaColumn, { alpha: 1 / width }), inverseDeviation),
        multiply(m1, offset),
      );
      const slope = multiply(multiply(inverseDeviation, inverseDeviation), m2);
      const shift = multiply(inverseDeviation, add(m1, multiply(offset, m2)));
      const scaled = multiply(multiply(dY, weights.row(gamma)), inverseDeviation);
      return subtract(subtract(scaled, multiply(x, slope)), shift);
    },
  };
}
