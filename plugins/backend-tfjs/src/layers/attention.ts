import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";
import { shapeOf, type Tf } from "../tf.ts";

/** Sizes of self-attention: N = rows·columns tokens of `heads` heads. */
export interface AttentionShape {
  readonly rows: number;
  readonly columns: number;
  readonly heads: number;
}

/** Queries, keys and values of [n, positions, D]; n = rows·heads. */
export interface Parts {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
}

/**
 * Self-attention (Vaswani et al. 2017, §3.2) of QKV[N, 3C] to Y[N, C].
 *
 * @param mask added to the scores [B, H, T, T], in any shape that broadcasts to them
 * @param seen gets the keys and values
 */
export function attention(
  pass: Pass,
  qkv: Tensor,
  shape: AttentionShape,
  mask: Tensor,
  seen?: (k: Tensor, v: Tensor) => void,
): Layer {
  const { tf, kernels } = pass;
  return pass.layer(() => {
    const parts = split(tf, qkv, shape);
    seen?.(parts.k, parts.v);
    const { q, k, v } = parts;
    const { probabilities, mixed } = attend(pass, parts, shape, mask);
    return {
      output: merge(tf, mixed, shape),
      saved: [q, k, v, probabilities, mixed],

      /**
       * dV = Pᵀ·dO, dP = dO·Vᵀ, dS = P⊙(dP − Σ dP⊙P), dQ = dS·K/√D, dK = dSᵀ·Q (Q is scaled already).
       * Σⱼ dPᵢⱼ·Pᵢⱼ is computed as Σ dOᵢ⊙Oᵢ, over D instead of T numbers (Dao et al. 2022, §B.2).
       */
      backward(dY) {
        const dO = perHead(tf, dY, shape);
        const dV = kernels.products(probabilities, dO, { a: true });
        const dP = kernels.products(dO, v, { b: true });
        const dS = tf.mul(probabilities, tf.sub(dP, tf.sum(tf.mul(dO, mixed), 2, true)));
        const dQ = tf.mul(kernels.products(dS, k), scale(q));
        const dK = kernels.products(dS, q, { a: true });
        return tf.concat(
          [dQ, dK, dV].map((part) => merge(tf, part, shape)),
          1,
        );
      },
    };
  });
}

/** P = softmax(Q·Kᵀ + mask) and P·V, of queries that are scaled already. */
export function attend(
  { tf, kernels }: Pass,
  { q, k, v }: Parts,
  { rows, heads }: Pick<AttentionShape, "rows" | "heads">,
  mask: Tensor,
): { probabilities: Tensor; mixed: Tensor } {
  const scores = kernels.products(q, k, { b: true });
  const [n, from, to] = shapeOf(scores);
  const masked = tf.add(tf.reshape(scores, [rows, heads, from, to]), mask);
  const probabilities = tf.reshape(tf.softmax(masked), [n, from, to]);
  return { probabilities, mixed: kernels.products(probabilities, v) };
}

/** Q/√D, K and V of QKV[N, 3C], each [B·H, T, D]. */
export function split(tf: Tf, qkv: Tensor, shape: AttentionShape): Parts {
  const [q, k, v] = tf.split(qkv, 3, 1).map((part) => perHead(tf, part, shape));
  return { q: tf.mul(q, scale(q)), k, v };
}

/** [N, C] as [B·H, T, D]. */
function perHead(tf: Tf, x: Tensor, { rows: B, columns: T, heads: H }: AttentionShape): Tensor {
  const D = shapeOf(x)[1] / H;
  return tf.reshape(tf.transpose(tf.reshape(x, [B, T, H, D]), [0, 2, 1, 3]), [B * H, T, D]);
}

/** [B·H, T, D] as [N, C]. */
export function merge(
  tf: Tf,
  x: Tensor,
  { rows: B, columns: T, heads: H }: AttentionShape,
): Tensor {
  const D = shapeOf(x)[2];
  return tf.reshape(tf.transpose(tf.reshape(x, [B, H, T, D]), [0, 2, 1, 3]), [B * T, H * D]);
}

const scale = (q: Tensor) => 1 / Math.sqrt(shapeOf(q)[2]);

/** The weight of what must not be seen: its exponential is 0, and a row of nothing else has no NaN. */
export const UNSEEN = -1e30;

/** 0 on and below the diagonal, `UNSEEN` above it: [T, T]. */
export function causalMask(tf: Tf, T: number): Tensor {
  const values = Float32Array.from({ length: T * T }, (_, i) =>
    i % T > Math.floor(i / T) ? UNSEEN : 0,
  );
  return tf.tensor(values, [T, T]);
}
