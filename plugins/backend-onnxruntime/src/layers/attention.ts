import type { Tensor } from "../graph.ts";
import {
  add,
  concat,
  matmul,
  multiply,
  reduceSum,
  reshape,
  softmax,
  split,
  subtract,
  transpose,
} from "../operators.ts";
import type { Layer } from "./layer.ts";

/** Sizes of self-attention: N = rows·columns tokens of `heads` heads. */
export interface AttentionShape {
  readonly rows: number;
  readonly columns: number;
  readonly heads: number;
}

/**
 * Causal self-attention (Vaswani et al. 2017, §3.2) of QKV[N, 3C] to Y[N, C].
 * B = rows, T = columns, H = heads, D = C/H.
 */
export function attention(qkv: Tensor, { rows: B, columns: T, heads: H }: AttentionShape): Layer {
  const C = qkv.shape[1] / 3;
  const D = C / H;
  const alpha = 1 / Math.sqrt(D);
  const perHead = [B, H, T, D];
  const byHead = transpose(reshape(qkv, [B, T, 3, H, D]), [2, 0, 3, 1, 4]); // [3, B, H, T, D]
  const [q, k, v] = split(byHead, 3, 0).map((part) => reshape(part, perHead));
  const scores = matmul(q, k, { transB: true, alpha }); // [B, H, T, T]
  const probabilities = softmax(add(scores, causalMask(qkv, T)));
  const mixed = matmul(probabilities, v); // [B, H, T, D]
  return {
    output: reshape(transpose(mixed, [0, 2, 1, 3]), [B * T, C]),

    /**
     * dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P⊙(dP − Σ dP⊙P), dQ = α·dS·K, dK = α·dSᵀ·Q.
     * Σⱼ dPᵢⱼ·Pᵢⱼ is computed as Σ dOᵢ⊙Oᵢ, over D instead of T numbers (Dao et al. 2022, §B.2).
     */
    backward(dY) {
      const dO = transpose(reshape(dY, [B, T, H, D]), [0, 2, 1, 3]); // [B, H, T, D]
      const dV = matmul(probabilities, dO, { transA: true });
      const dP = matmul(dO, v, { transB: true }); // [B, H, T, T]
      const dS = multiply(probabilities, subtract(dP, reduceSum(multiply(dO, mixed), 3)));
      const dQ = matmul(dS, k, { alpha });
      const dK = matmul(dS, q, { transA: true, alpha });
      const parts = [dQ, dK, dV].map((part) => reshape(part, [1, ...perHead]));
      const dQKV = transpose(concat(parts, 0), [1, 3, 0, 2, 4]); // [B, T, 3, H, D]
      return reshape(dQKV, [B * T, 3 * C]);
    },
  };
}

/** 0 on and below the diagonal, a number whose exponential is 0 above it: [T, T]. */
function causalMask({ graph }: Tensor, T: number): Tensor {
  const values = Array.from({ length: T * T }, (_, i) => (i % T > Math.floor(i / T) ? -1e30 : 0));
  return graph.constant(values, [T, T]);
}
