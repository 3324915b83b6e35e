import type { Batch, Objective } from "@preflm/core";

/** A correct objective with everything an objective can have, for bugs to be planted into. */
export function sound(change: Partial<Objective> = {}): Objective {
  return {
    specificationVersion: "v1",
    name: "sound",
    controlTokens: ["<good>", "<bad>"],
    valueHead: "linear",
    generation: { prefix: "<good>", banned: ["<bad>"] },
    select: ({ segments }) => segments.every(({ score }) => score <= 0.5),
    prefix: ({ score }, random) => {
      if (random() < 0.1) return undefined;
      return score <= 0.5 ? "<good>" : "<bad>";
    },
    loss: (batch) => ({
      likelihood: likelihoodOf(batch),
      unlikelihood: batch.scores.map((score) => (score <= 0.5 ? 0 : 1)),
      value: {
        weight: 0.5,
        target: batch.scores.map((score) => -score),
        advantage: { beta: 0.5, maxWeight: 20 },
      },
    }),
    ...change,
  };
}

/** 1 for an aligned token, 0 for another. */
export function likelihoodOf({ scores }: Batch): Float32Array {
  return scores.map((score) => (score <= 0.5 ? 1 : 0));
}

/** Maximum likelihood, without anything else. */
export function plain(change: Partial<Objective> = {}): Objective {
  return {
    specificationVersion: "v1",
    name: "plain",
    loss: ({ scores }) => ({ likelihood: scores.map(() => 1) }),
    ...change,
  };
}
