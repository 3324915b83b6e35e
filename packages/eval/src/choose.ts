import { PreflmError } from "@preflm/core";
import { exponentials } from "./exponential.ts";

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
  const allowed = new Float32Array(vocabulary);
  const weights = new Float64Array(vocabulary);
  const candidates = new Int32Array(vocabulary);

  function choose(
    logits: Float32Array,
    row: number,
    forbidden: readonly number[],
    uniform: () => number,
  ): number {
    allowed.set(logits.subarray(row * vocabulary, (row + 1) * vocabulary));
    for (const token of forbidden) allowed[token] = -Infinity;
    let best = 0;
    for (let v = 1; v < vocabulary; v++) if (allowed[v] > allowed[best]) best = v;
    let total = exponentials(allowed, allowed[best], 1 / (temperature || 1), weights);
    if (!(total > 0 && total < Infinity)) {
      throw new PreflmError(
        "diverged",
        `Cannot sample: the logits of row ${row} are not finite. Training diverged, or every token is banned.`,
      );
    }
    if (temperature === 0) return best;

    const nucleus = topP < 1 ? topP * total : Infinity;
    // Tokens below this hold less than 1 − topP even together, so they are not in the nucleus.
    const least = topP < 1 ? ((1 - topP) * total) / vocabulary : 0;
    let count = 0;
    total = 0;
    for (let v = 0; v < vocabulary; v++) {
      if (weights[v] > least) {
        candidates[count++] = v;
        total += weights[v];
      }
    }
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
    const own = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    let highest = -Infinity;
    for (let v = 0; v < vocabulary; v++) if (own[v] > highest) highest = own[v];
    return own[token] - highest - Math.log(exponentials(own, highest, 1, weights));
  }

  return { choose, logProbability };
}
