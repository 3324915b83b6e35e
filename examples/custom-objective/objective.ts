import { checkOptions, type Objective } from "@preflm/core";

/** Maximum likelihood of aligned tokens alone: the model reads the others, but does not learn to write them. */
export function masked(options: { readonly threshold: number }): Objective {
  checkOptions("masked", options, ["threshold"]).number("threshold", options.threshold, { min: 0 });
  const limit = Math.fround(options.threshold); // scores are float32: a tie must stay a tie
  return {
    specificationVersion: "v1",
    name: "masked",
    options: { threshold: options.threshold },
    loss: ({ scores }) => ({ likelihood: scores.map((score) => (score <= limit ? 1 : 0)) }),
  };
}
