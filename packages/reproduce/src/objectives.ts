import type { PaperTask } from "./tasks.ts";

/** The six objectives of the paper with a task's settings, by name and options: plain JSON. */
export function objectivesOf({ threshold, alpha, beta }: PaperTask) {
  return {
    mle: { use: "mle" },
    "filtered-mle": { use: "filtered-mle", threshold: { quantile: 0.5 } },
    conditional: { use: "conditional", threshold },
    unlikelihood: { use: "unlikelihood", threshold, alpha },
    rwr: { use: "rwr", beta },
    // No ceiling above 1: the untrained value of −0.5 would give weights of exp(0.5 / β).
    awr: { use: "awr", alpha: 0.5, beta, maxWeight: 1 },
  };
}
