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

/** The models of the page in `examples/browser`. */
const small: readonly Workload[] = [
  { name: "nano", config: { ...sizes.nano, vocabulary: 2048 }, rows: 4, turn: 50 },
  {
    name: "mini",
    config: { layers: 4, width: 64, heads: 4, context: 64, vocabulary: 2048 },
    rows: 4,
    turn: 20,
  },
  { name: "micro", config: { ...sizes.micro, vocabulary: 2048 }, rows: 4, turn: 10 },
];

/** The workload of this name. */
export function workloadNamed(name: string): Workload {
  const all = [...small, ...workloads];
  const found = all.find((workload) => workload.name === name);
  if (!found) throw new Error(`No workload "${name}": ${all.map((w) => w.name).join(", ")}.`);
  return found;
}
