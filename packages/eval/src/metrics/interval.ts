import { PreflmError, random } from "@preflm/core";

/** A mean and how sure one can be of it, given these samples (not given other training seeds). */
export interface Interval {
  readonly mean: number;
  /** 2.5 % of the resampled means lie below. */
  readonly low: number;
  /** 2.5 % of the resampled means lie above. */
  readonly high: number;
}

/** Arithmetic mean. Throws on an empty list. */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) {
    throw new PreflmError("invalid-input", "The mean of no values was asked for.");
  }
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * The mean with its 95 % percentile bootstrap interval (Efron & Tibshirani 1993, ch. 13): the scores are drawn
 * with replacement `resamples` times, and the 2.5 % and 97.5 % quantiles of the means are reported.
 */
export function interval(
  scores: ArrayLike<number>,
  { seed, resamples = 1000 }: { readonly seed: number; readonly resamples?: number },
): Interval {
  const average = mean(scores);
  const uniform = random(seed, "bootstrap");
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) sum += scores[Math.floor(uniform() * scores.length)];
    means[r] = sum / scores.length;
  }
  means.sort();
  return { mean: average, low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/** The q-quantile of sorted values, linear between neighbours (definition 7 of Hyndman & Fan 1996). */
export function quantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
