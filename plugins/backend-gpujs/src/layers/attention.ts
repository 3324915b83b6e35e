import type { Tensor } from "../device.ts";
import { quotient } from "../kernels.ts";
import type { Scope } from "../scope.ts";

/** Sizes of a causal self-attention. */
export interface AttentionShape {
  /** C */
  readonly width: number;
  /** H; each has D = C/H channels. */
  readonly heads: number;
  /** Queries of one row of the batch: T in training, 1 in decoding. */
  readonly queries: number;
  /** Positions that a row of the cache has room for: T in training. */
  readonly room: number;
}

/** What the backward pass of attention needs again. */
export interface Attention {
  /** [N, C] */
  readonly out: Tensor;
  /** How much each query, head by head, looks at each position, [N·H, room]; zero beyond its own position. */
  readonly probabilities: Tensor;
}

/**
 * out[N, C] = softmax(q·k/√D)·v over the positions up to one's own.
 *
 * @param qkv [N, 3C]: queries, keys and values side by side; only the queries are read
 * @param cache [B·room, 3C]: the same of every position seen, row by row; in training it is `qkv`
 * @param positions [1, N]: where each query stands
 */
export async function attentionForward(
  scope: Scope,
  qkv: Tensor,
  cache: Tensor,
  positions: Tensor,
  { width: C, heads: H, queries, room }: AttentionShape,
): Promise<Attention> {
  const N = qkv.rows;
  const D = C / H;
  const scores = await scope.run({
    values: { qkv, cache, positions },
    rows: N * H,
    columns: room,
    body: `
      const n = ${quotient("row", H)};
      const channel = (row - n * ${H}) * ${D};
      const key = ${quotient("n", queries)} * ${room} + column;
      let dot = 0;
      if (column <= positions[0][n]) {
        for (let d = 0; d < ${D}; d++) dot += qkv[n][channel + d] * cache[key][${C} + channel + d];
      }
      return dot * ${1 / Math.sqrt(D)};`,
  });
  const largest = await scope.run({
    values: { scores, positions },
    rows: 1,
    columns: N * H,
    body: `
      const own = positions[0][${quotient("column", H)}];
      let largest = scores[column][0];
      for (let s = 1; s < ${room}; s++) {
        if (s > own) break;
        largest = Math.max(largest, scores[column][s]);
      }
      return largest;`,
  });
  const sums = await scope.run({
    values: { scores, largest, positions },
    rows: 1,
    columns: N * H,
    body: `
      const own = positions[0][${quotient("column", H)}];
      let sum = 0;
      for (let s = 0; s < ${room}; s++) {
        if (s > own) break;
        sum += Math.exp(scores[column][s] - largest[0][column]);
      }
      return sum;`,
  });
  const probabilities = await scope.run({
    values: { scores, largest, sums, positions },
    rows: N * H,
    columns: room,
    body: `
      let share = 0;
      if (column <= positions[0][${quotient("row", H)}])
        share = Math.exp(scores[row][column] - largest[0][row]) / sums[0][row];
      return share;`,
  });
  const out = await scope.run({
    values: { probabilities, cache, positions },
    rows: N,
    columns: C,
    body: `
      const head = ${quotient("column", D)};
      const from = ${quotient("row", queries)} * ${room};
      const own = positions[0][row];
      let sum = 0;
      for (let s = 0; s < ${room}; s++) {
        if (s > own) break;
        sum += probabilities[row * ${H} + head][s] * cache[from + s][${2 * C} + column];
      }
      return sum;`,
  });
  return { out, probabilities };
}
