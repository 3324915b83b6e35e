import type { Batch } from "@preflm/core";

/** Reads `tokens.length` tokens and their scores from a position of some stream of tokens. */
export type ReadTokens = (start: number, tokens: Int32Array, scores: Float32Array) => void;

/**
 * How many windows of `columns` predictions a stream of `tokens` tokens has. Neighbours share one
 * token, the last target of one being the first input of the next, so each token is predicted once.
 */
export function countWindows(tokens: number, columns: number): number {
  return Math.max(0, Math.floor((tokens - 1) / columns));
}

/** An empty batch. */
export function emptyBatch(rows: number, columns: number): Batch {
  const size = rows * columns;
  const [inputs, targets] = [new Int32Array(size), new Int32Array(size)];
  return { rows, columns, inputs, targets, scores: new Float32Array(size) };
}

/** Fills a row of a batch with the window that starts at a position: inputs, and one on, targets with their scores. */
export function fillRow(batch: Batch, row: number, read: ReadTokens, start: number): void {
  const { columns } = batch;
  const tokens = new Int32Array(columns + 1);
  const scores = new Float32Array(columns + 1);
  read(start, tokens, scores);
  batch.inputs.set(tokens.subarray(0, columns), row * columns);
  batch.targets.set(tokens.subarray(1), row * columns);
  batch.scores.set(scores.subarray(1), row * columns);
}
