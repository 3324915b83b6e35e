import type { ModelConfig } from "@preflm/core";
import { sizes } from "@preflm/gpt";

/** A model and batch that the bench times. */
export interface Workload {
  readonly name: string;
  readonly config: ModelConfig;
  readonly rows: number;
  /** Steps in a row before the other side's turn. */
  readonly turn: number;
}

/** The two workloads that targets are set for. */
export const workloads: readonly Workload[] = [
  { name: "small", config: { ...sizes.small, vocabulary: 2048 }, rows: 8, turn: 5 },
  {
    name: "gpt2",
    config: { ...sizes.gpt2, context: 128, vocabulary: 50257 },
    rows: 4,
    turn: 1,
  },
];
