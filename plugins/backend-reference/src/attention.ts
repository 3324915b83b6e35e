/** Sizes of a causal self-attention: qkv is [B, T, 3C], queries, keys and values side by side. */
export interface AttentionShape {
  /** B */
  readonly rows: number;
  /** T */
  readonly columns: number;
  /** C */
  readonly width: number;
  /** H */
  readonly heads: number;
}

/** What the backward pass of attention needs again, beside qkv. */
export interface Attention {
  /** [B, T, C] */
  readonly out: Float64Array;
  /** How much position t looks at position s, [B, H, T, T]; zero for s > t. */
  readonly probabilities: Float64Array;
}

/** out = softmax(q·k/√D)·v over the positions up to one's own, for every row, head and position. */
export function attentionForward(qkv: Float64Array, shape: AttentionShape): Attention {
  const { rows: B, columns: T, width: C, heads: H } = shape;
  const out = new Float64Array(B * T * C);
  const probabilities = new Float64Array(B * H * T * T);
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      for (let t = 0; t < T; t++) {
        const looks = probabilities.subarray(((b * H + h) * T + t) * T);
        lookBack(qkv, shape, b, h, t, looks, out.subarray((b * T + t) * C));
      }
    }
  }
  return { out, probabilities };
}

/** One query of the attention: position t of row b, head h. Fills looks[0 … t] and channels h·D … of out. */
export function lookBack(
  qkv: Float64Array,
  { columns: T, width: C, heads: H }: AttentionShape,
  b: number,
  h: number,
  t: number,
  looks: Float64Array,
  out: Float64Array,
): void {
  const D = C / H;
  const scale = 1 / Math.sqrt(D);
  const query = (b * T + t) * 3 * C + h * D;
  const keyAt = (s: number) => (b * T + s) * 3 * C + C + h * D;
  const valueAt = (s: number) => (b * T + s) * 3 * C + 2 * C + h * D;

  let largest = -Infinity;
  for (let s = 0; s <= t; s++) {
    const key = keyAt(s);
    let dot = 0;
    for (let d = 0; d < D; d++) dot += qkv[query + d] * qkv[key + d];
    looks[s] = dot * scale;
    largest = Math.max(largest, looks[s]);
  }
  let sum = 0;
  for (let s = 0; s <= t; s++) {
    looks[s] = Math.exp(looks[s] - largest);
    sum += looks[s];
  }
  for (let s = 0; s <= t; s++) {
    const value = valueAt(s);
    looks[s] /= sum;
    for (let d = 0; d < D; d++) out[h * D + d] += looks[s] * qkv[value + d];
  }
}

/** dQkv[B, T, 3C] from dOut[B, T, C]. */
export function attentionBackward(
  dOut: Float64Array,
  qkv: Float64Array,
  { probabilities }: Attention,
  { rows: B, columns: T, width: C, heads: H }: AttentionShape,
): Float64Array {
  const D = C / H;
  const scale = 1 / Math.sqrt(D);
  const dQkv = new Float64Array(qkv.length);
  const dLooks = new Float64Array(T);
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      for (let t = 0; t < T; t++) {
        const looks = probabilities.subarray(((b * H + h) * T + t) * T);
        const out = (b * T + t) * C + h * D;
        const query = (b * T + t) * 3 * C + h * D;
        // Through out = Σₛ looksₛ·valueₛ.
        let mean = 0;
        for (let s = 0; s <= t; s++) {
          const value = (b * T + s) * 3 * C + 2 * C + h * D;
          let dot = 0;
          for (let d = 0; d < D; d++) {
            dot += dOut[out + d] * qkv[value + d];
            dQkv[value + d] += looks[s] * dOut[out + d];
          }
          dLooks[s] = dot;
          mean += looks[s] * dot;
        }
        // Through the softmax, dDotₛ = looksₛ·(dLooksₛ − mean), and the dot products q·k/√D.
        for (let s = 0; s <= t; s++) {
          const key = (b * T + s) * 3 * C + C + h * D;
          const dDot = looks[s] * (dLooks[s] - mean) * scale;
          for (let d = 0; d < D; d++) {
            dQkv[query + d] += dDot * qkv[key + d];
            dQkv[key + d] += dDot * qkv[query + d];
          }
        }
      }
    }
  }
  return dQkv;
}
