import { checkOptions } from "@preflm/core";
import { maximumAt } from "./score-metrics.ts";

/**
 * Expected maximum of k scores drawn without replacement, exactly: Σᵢ s₍ᵢ₎·C(i − 1, k − 1)/C(n, k) over the sorted
 * scores. It is the mean of `maximumAt` over all orders of the scores, so it does not depend on theirs and drops none.
 * Fewer than k scores: their maximum.
 */
export function expectedMaximum(scores: readonly number[], k = 25): number {
  checkOptions("expectedMaximum", { k }, ["k"]).integer("k", k, { min: 1 });
  if (scores.length <= k) return maximumAt(scores, k);
  const sorted = Float64Array.from(scores).sort();
  // The probability that the largest of the k is the i-th: k/n for the last, then ratios of binomials.
  let probability = k / sorted.length;
  let expected = 0;
  for (let i = sorted.length; i >= k; i--) {
    expected += probability * sorted[i - 1];
    probability *= (i - k) / (i - 1);
  }
  return expected;
}
