import { PreflmError } from "@preflm/core";

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
  const weights = new Float64Array(vocabulary);
  const candidates = new Int32Array(vocabulary);

  function choose(
    logits: Float32Array,
    row: number,
    forbidden: readonly number[],
    uniform: () => number,
  ): number {
    const start = row * vocabulary;
    for (let v = 0; v < vocabulary; v++) weights[v] = logits[start + v];
    for (const token of forbidden) weights[token] = -Infinity;
    let best = 0;
    for (let v = 1; v < vocabulary; v++) if (weights[v] > weights[best]) best = v;
    const highest = weights[best];
    let total = 0;
    for (let v = 0; v < vocabulary; v++) {
      weights[v] = Math.exp((weights[v] - highest) / (temperature || 1));
      total += weights[v];
    }
    if (!(total < Infinity)) {
      throw new PreflmError(
        "diverged",
        `Cannot sample: row ${row} of the model's logits has no finite maximum. Training diverged, or every token is banned.`,
      );
    }
    if (temperature === 0) return best;

    const nucleus = topP < 1 ? topP * total : Infinity;
    let count = vocabulary;
    for (let v = 0; v < vocabulary; v++) candidates[v] = v;
    for (;;) {
      const token = draw(count, total, uniform());
      const weight = weights[token];
      const isBefore = (v: number) => weights[v] > weight || (weights[v] === weight && v < token);
      let mass = 0;
      let rank = 0;
      for (let i = 0; i < count; i++) {
        const v = candidates[i];
        if (isBefore(v)) {
          mass += weights[v];
          rank++;
        }
      }
      if (mass < nucleus && rank < topK) return token;
      let kept = 0;
      for (let i = 0; i < count; i++) {
        if (isBefore(candidates[i])) candidates[kept++] = candidates[i];
      }
      [count, total] = [kept, mass];
    }
  }

  /** The candidate where the running sum of the weights passes `share` of their total. */
  function draw(count: number, total: number, share: number): number {
    const target = share * total;
    let sum = 0;
    let last = candidates[0];
    for (let i = 0; i < count; i++) {
      const v = candidates[i];
      if (weights[v] === 0) continue;
      last = v;
      sum += weights[v];
      if (sum > target) break;
    }
    return last;
  }

  function logProbability(logits: Float32Array, row: number, token: number): number {
    const start = row * vocabulary;
    let highest = -Infinity;
    for (let v = start; v < start + vocabulary; v++) if (logits[v] > highest) highest = logits[v];
    let sum = 0;
    for (let v = start; v < start + vocabulary; v++) sum += Math.exp(logits[v] - highest);
    return logits[start + token] - highest - Math.log(sum);
  }

  return { choose, logProbability };
}
