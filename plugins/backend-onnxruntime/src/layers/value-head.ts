import type { ModelConfig } from "@preflm/core";
import type { Tensor } from "../graph.ts";
import { add, gemm, multiply, negate, sigmoid } from "../operators.ts";
import type { Weights } from "../weights.ts";
import type { Layer } from "./layer.ts";

const NAME = "value_head.weight";

/** v[N, 1] = z or −σ(z), z = X[N, C]·Wᵀ with W[1, C]: the value head of Korbak et al. 2023 (released code). */
export function valueHead(weights: Weights, x: Tensor, kind: ModelConfig["valueHead"]): Layer {
  const weight = weights.value(NAME);
  const z = gemm(x, weight, { transB: true });
  const output = kind === "negative-sigmoid" ? negate(sigmoid(z)) : z;
  return {
    output,

    /** dz = dv·v·(1 + v) for v = −σ(z); dW = dzᵀ·X, dX = dz·W. */
    backward(dV) {
      const slope = () => multiply(output, add(output, 1));
      const dZ = kind === "negative-sigmoid" ? multiply(dV, slope()) : dV;
      weights.setGradient(NAME, gemm(dZ, x, { transA: true, c: weights.accumulated(NAME) }));
      return gemm(dZ, weight);
    },
  };
}
