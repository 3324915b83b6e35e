import { checkOptions, isAligned, type Objective } from "@preflm/core";

/** Maximum likelihood of aligned tokens alone: the model reads the others, but does not learn to write them. */
export function masked(options: { readonly threshold: number }): Objective {
  const { threshold } = options;
  checkOptions("masked", options, ["threshold"]).number("threshold", threshold, { min: 0 });
  return {
    specificationVersion: "v1",
    name: "masked",
    options: { threshold },
    loss: ({ scores }) => ({
      likelihood: scores.map((score) => (isAligned(score, threshold) ? 1 : 0)),
    }),
  };
}
