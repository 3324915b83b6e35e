import type { ModelConfig } from "@preflm/core";

/**
 * Floating-point operations of one training step on `rows × columns` tokens: two for each multiply-add of
 * the matrix products, and the backward pass counted as twice the forward (Kaplan et al. 2020, §2.1).
 * Attention is counted in full, as implementations without causal skipping compute it.
 */
export function trainingFlops(config: ModelConfig, rows: number, columns: number): number {
  return 3 * forwardFlops(config, rows, columns);
}

/** Floating-point operations of one forward pass on `rows × columns` tokens, the output head included. */
export function forwardFlops(config: ModelConfig, rows: number, columns: number): number {
  const { layers, width: C, vocabulary: V } = config;
  const tokens = rows * columns;
  const block = 2 * tokens * 12 * C * C + 2 * 2 * tokens * columns * C; // four matrices; QKᵀ and AV
  return layers * block + 2 * tokens * C * V;
}
