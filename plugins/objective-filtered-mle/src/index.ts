import {
  checkOptions,
  fittedThreshold,
  isAligned,
  isQuantile,
  meanScore,
  type Objective,
  resolveThreshold,
  type Threshold,
} from "@preflm/core";

/** Options of `filteredMle`. */
export interface FilteredMleOptions {
  /** The worst mean segment score of a document that is kept; a quantile is one of the documents' mean scores. */
  readonly threshold: Threshold;
}

/**
 * Maximum likelihood on the documents whose mean segment score is at most `threshold`
 * (Korbak et al. 2023, §2, "MLE with filtering").
 */
export function filteredMle(options: FilteredMleOptions): Objective {
  const threshold = checkOptions("filtered-mle", options, ["threshold"]).threshold(
    "threshold",
    options.threshold,
  );
  const limit = () => fittedThreshold("filtered-mle", threshold);
  return {
    specificationVersion: "v1",
    name: "filtered-mle",
    options: { threshold },
    ...(isQuantile(threshold) && {
      fit: (scores) =>
        filteredMle({ threshold: resolveThreshold(threshold, (q) => scores.documents(q)) }),
    }),
    select: (document) => isAligned(meanScore(document), limit()),
    loss(batch) {
      limit(); // a loss without the filter would silently be plain MLE
      return { likelihood: new Float32Array(batch.targets.length).fill(1) };
    },
  };
}
