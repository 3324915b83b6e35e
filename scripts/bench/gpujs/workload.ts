import type { Workload } from "../workloads.ts";

/** What devices that exist in software only do in about a second a step: 0.14 M weights, 256 tokens. */
export const tiny: Workload = {
  name: "tiny",
  config: { layers: 2, width: 64, heads: 2, context: 64, vocabulary: 512 },
  rows: 4,
  turn: 3,
};
