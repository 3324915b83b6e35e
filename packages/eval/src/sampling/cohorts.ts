import type { ModelConfig } from "@preflm/core";

/** Most rows side by side: beyond, nothing is gained. */
const MOST_ROWS = 512;

/** Memory for keys and values, in bytes. */
const CACHE_BYTES = 2 ** 30;

/** How many rows to decode side by side: as many as the cache has memory for at their longest. */
export function defaultBatch(
  { layers, width }: ModelConfig,
  prompts: readonly Int32Array[],
  { maximumLength, steer }: { readonly maximumLength: number; readonly steer?: object },
): number {
  const longest = prompts.reduce((most, { length }) => Math.max(most, length), 0);
  const bytes = 2 * 4 * layers * width * (longest + maximumLength) * (steer ? 2 : 1);
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(CACHE_BYTES / bytes)));
}

/** Indices of the prompts, shortest prompts first and else in order, at most `size` together: rows are as wide as the longest. */
export function* cohorts(
  prompts: readonly Int32Array[],
  size: number,
): Generator<readonly number[]> {
  const order = [...prompts.keys()].sort((a, b) => prompts[a].length - prompts[b].length || a - b);
  for (let i = 0; i < order.length; i += size) yield order.slice(i, i + size);
}
