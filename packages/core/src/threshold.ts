import { PreflmError } from "./errors.ts";

/** A quantile of the corpus' scores, to be turned into a number once the corpus is scored. */
export interface Quantile {
  readonly quantile: number;
}

/** A score, or a quantile of the scores. A score equal to the threshold is aligned; 0 means 0. */
export type Threshold = number | Quantile;

/** The scores of a corpus: what an objective's `fit` turns quantiles into numbers with. */
export interface ScoreDistribution {
  /** The smallest segment score s such that at least the share `q` of the segments score ≤ s. */
  segments(q: number): number;
  /** The same for the mean scores of documents. */
  documents(q: number): number;
}

/** A threshold at a quantile of the corpus, such as `quantile(0.5)` for the median. */
export function quantile(q: number): Quantile {
  return { quantile: q };
}

/** Whether a threshold still has to be turned into a number. */
export function isQuantile(threshold: unknown): threshold is Quantile {
  return typeof threshold === "object" && threshold !== null && "quantile" in threshold;
}

/** The threshold as a number. */
export function resolveThreshold(threshold: Threshold, quantileOf: (q: number) => number): number {
  return isQuantile(threshold) ? quantileOf(threshold.quantile) : threshold;
}

/** The threshold of an objective in use; throws if it is still a quantile, which only `fit` turns into a number. */
export function fittedThreshold(objective: string, threshold: Threshold): number {
  if (!isQuantile(threshold)) return threshold;
  throw new PreflmError(
    "invalid-option",
    `${objective}: the threshold is still quantile(${threshold.quantile}). ` +
      "Call objective.fit(distribution) with the scores of the corpus and use the objective it returns.",
  );
}

/**
 * Whether a score is at most the threshold. Both are rounded to float32, as caches and batches hold scores:
 * otherwise a score of 0.1 could lie above a threshold of 0.1 once it has been stored.
 */
export function isAligned(score: number, threshold: number): boolean {
  return Math.fround(score) <= Math.fround(threshold);
}
