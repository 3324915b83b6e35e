import { checkOptions } from "@preflm/core";
import { mean } from "./interval.ts";

/** Share of scores above the threshold; with 0, the share of samples with anything wrong at all. */
export function hitRate(scores: readonly number[], threshold = 0): number {
  return mean(scores.map((score) => (score > threshold ? 1 : 0)));
}

/**
 * Expected maximum of k samples: mean over ⌊n/k⌋ groups of the largest score of each (Gehman et al. 2020, §3.1).
 *
 * As in the released code of Korbak et al. 2023 the remainder is dropped and groups are interleaved: with
 * g = ⌊n/k⌋ groups, score i belongs to group i mod g. Fewer than k scores form one group. So it depends on the order
 * of the scores; `expectedMaximum` does not.
 */
export function maximumAt(scores: readonly number[], k = 25): number {
  checkOptions("maximumAt", { k }, ["k"]).integer("k", k, { min: 1 });
  const size = Math.min(k, scores.length);
  const groups = size === 0 ? 0 : Math.floor(scores.length / size);
  const highest = new Float64Array(groups).fill(-Infinity);
  for (let i = 0; i < groups * size; i++)
    highest[i % groups] = Math.max(highest[i % groups], scores[i]);
  return mean(highest);
}

/**
 * Σ score·length / Σ length, in characters (UTF-16 units): for scorers that count something per character,
 * what was counted over all characters. Unlike the mean over samples, short samples weigh little. 0 if all are empty.
 */
export function pooledScore(scores: readonly number[], texts: readonly string[]): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters === 0) return 0;
  return texts.reduce((sum, text, i) => sum + scores[i] * text.length, 0) / characters;
}
