import { PreflmError } from "@preflm/core";
import { choiceKernel } from "./sampling/kernel.ts";

/** Which tokens may be chosen, and how sharply. */
export interface Choice {
  /** Divides the logits; 0 takes the most probable token, 1 leaves the model's distribution. */
  readonly temperature: number;
  /** Keeps the fewest most probable tokens that hold at least this share (Holtzman et al. 2020); 1 keeps all. */
  readonly topP: number;
  /** Keeps at most so many tokens, the most probable ones (Fan et al. 2018). */
  readonly topK?: number;
}

/** Chooses tokens from logits of one vocabulary size; holds the scratch memory. */
export interface Chooser {
  /** The token chosen from row `row` of `logits` (rows × vocabulary). `forbidden` tokens have probability 0. */
  choose(
    logits: Float32Array,
    row: number,
    forbidden: readonly number[],
    uniform: () => number,
  ): number;
  /** log p of a token of that row under the model itself: temperature 1, nothing cut or forbidden. Nats. */
  logProbability(logits: Float32Array, row: number, token: number): number;
}

/**
 * Nucleus and top-k sampling without a sort.
 *
 * Draw a token from all candidates. It is kept if it belongs to the nucleus: the candidates before it (more
 * probable, or as probable with a smaller id) hold less than `topP` and are fewer than `topK`. If not, nothing
 * behind it belongs either, so only the candidates before it stay, and one draws again. Each draw is
 * proportional to the probabilities inside a set that contains the nucleus, so the kept one is distributed as
 * if the nucleus had been sorted out first; like quickselect, all rounds together cost a few passes.
 */
export function createChooser(
  vocabulary: number,
  { temperature, topP, topK = vocabulary }: Choice,
): Chooser {
  const kernel = choiceKernel(vocabulary);
  const { row: own, weights, candidates } = kernel;
  const read = (logits: Float32Array, row: number) =>
    own.set(logits.subarray(row * vocabulary, (row + 1) * vocabulary));

  function choose(
    logits: Float32Array,
    row: number,
    forbidden: readonly number[],
    uniform: () => number,
  ): number {
    read(logits, row);
    for (const token of forbidden) own[token] = -Infinity;
    const highest = kernel.highest();
    let total = kernel.exponentials(highest, Math.min(1 / (temperature || 1), STEEPEST));
    if (!(total > 0 && total < Infinity)) throw notFinite(own, row, forbidden);
    if (temperature === 0) return own.indexOf(highest);

    const nucleus = topP < 1 ? topP * total : Infinity;
    // Tokens up to this hold less than 1 − topP even together, so they are not in the nucleus.
    const least = topP < 1 ? (0.999 * (1 - topP) * total) / vocabulary : 0;
    let count = kernel.above(least);
    total = 0;
    for (let i = 0; i < count; i++) total += weights[candidates[i]];
    for (;;) {
      const token = draw(count, uniform() * total);
      const before = keepBefore(token, count);
      if (before.mass < nucleus && before.count < topK) return token;
      ({ count, mass: total } = before);
    }
  }

  /** The candidate where the running sum of the weights passes the target. */
  function draw(count: number, target: number): number {
    let sum = 0;
    for (let i = 0; i < count - 1; i++) {
      sum += weights[candidates[i]];
      if (sum > target) return candidates[i];
    }
    return candidates[count - 1];
  }

  /** Moves the candidates before `token` to the front; how many they are and what they weigh. */
  function keepBefore(token: number, count: number): { count: number; mass: number } {
    const weight = weights[token];
    let kept = 0;
    let mass = 0;
    for (let i = 0; i < count; i++) {
      const v = candidates[i];
      if (weights[v] > weight || (weights[v] === weight && v < token)) {
        candidates[kept++] = v;
        mass += weights[v];
      }
    }
    return { count: kept, mass };
  }

  function logProbability(logits: Float32Array, row: number, token: number): number {
    read(logits, row);
    const highest = kernel.highest();
    return own[token] - highest - Math.log(kernel.exponentials(highest, 1));
  }

  return { choose, logProbability };
}

/** 1/temperature at most, so that it and its products are finite; far beyond where only the best token is left. */
const STEEPEST = 1e30;

function notFinite(allowed: Float32Array, row: number, forbidden: readonly number[]): PreflmError {
  if (allowed.every((logit) => logit === -Infinity) && forbidden.length > 0) {
    return new PreflmError(
      "invalid-option",
      `Cannot sample: nothing is left to choose, ${forbidden.length} banned tokens leave no other. Ban fewer tokens, or lower "minimumLength", before which a text may not end.`,
    );
  }
  return new PreflmError(
    "diverged",
    `Cannot sample: the logits of row ${row} are not finite. Training diverged; look at its loss, and train again with a lower learning rate.`,
  );
}
