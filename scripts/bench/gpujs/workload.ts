import { type Workload, workloads } from "../workloads.ts";

/** What devices that exist in software only do in about a second a step: 0.14 M weights, 256 tokens. */
const tiny: Workload = {
  name: "tiny",
  config: { layers: 2, width: 64, heads: 2, context: 64, vocabulary: 512 },
  rows: 4,
  turn: 3,
};

/** `tiny`, or `small` of the other benches, a step of which takes up to two minutes there. */
export function workloadOf(size: string): Workload {
  if (size === "tiny") return tiny;
  const small = workloads.find(({ name }) => name === size);
  if (size !== "small" || !small) throw new Error(`--size takes tiny or small, got "${size}".`);
  return { ...small, turn: 1 };
}
