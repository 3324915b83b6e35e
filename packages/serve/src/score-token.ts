import type { Chooser } from "@preflm/eval";
import type { ScoredToken } from "./transcript.ts";

/**
 * A token of a row of logits (rows × vocabulary) with its log-probability under the model itself: temperature 1,
 * nothing cut or biased. The alternatives are the most probable tokens that are not forbidden, and the token.
 */
export function scoreToken(
  chooser: Chooser,
  logits: Float32Array,
  row: number,
  vocabulary: number,
  id: number,
  count: number,
  forbidden: readonly number[],
): ScoredToken {
  const logProbability = chooser.logProbability(logits, row, id);
  if (count === 0) return { id, logProbability };
  const own = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
  const normaliser = own[id] - logProbability;
  const ids = highest(own, count, new Set(forbidden));
  if (!ids.includes(id)) ids.push(id);
  // The token's own number must come out the same in both places: clients compare them.
  const of = (other: number) => (other === id ? logProbability : own[other] - normaliser);
  return { id, logProbability, alternatives: ids.map((other) => [other, of(other)]) };
}

/** The ids of the highest values, highest first, by insertion into a short list. */
function highest(values: Float32Array, count: number, without: ReadonlySet<number>): number[] {
  const ids: number[] = [];
  for (let id = 0; id < values.length; id++) {
    if (ids.length === count && !(values[id] > values[ids[count - 1]])) continue;
    if (without.has(id)) continue;
    let place = ids.length < count ? ids.length : count - 1;
    for (; place > 0 && values[id] > values[ids[place - 1]]; place--) ids[place] = ids[place - 1];
    ids[place] = id;
  }
  return ids;
}
