/** Scores with the characters they are spread over, as they arrive. */
export interface ScoreTally {
  add(score: number, characters: number): void;
  /** Everything added so far, in order; nothing may be added afterwards. */
  sorted(): SortedScores;
}

/** A number of scores and of the characters they are spread over. */
export interface Amount {
  readonly count: number;
  readonly characters: number;
}

/** All scores of a corpus as float32, the precision in which thresholds are compared. */
export interface SortedScores extends Amount {
  readonly zeros: Amount;
  /** The score at a rank, from 0. */
  at(rank: number): number;
  /** The smallest score that at least the share `q` of the scores does not exceed. */
  quantile(q: number): number;
  /** What lies at or below a threshold. */
  atMost(threshold: number): Amount;
  /** Visits the scores in order, all zeros in one call. */
  each(visit: (score: number, characters: number, count: number) => void): void;
}

/**
 * Holds 8 bytes for each score that is not 0: the bits of its float32 above its length in one float64. Positive
 * floats are ordered like their bits, so the numeric sort of a typed array sorts the pairs by score.
 */
export function scoreTally(): ScoreTally {
  const zeros = { count: 0, characters: 0 };
  let pairs = new Float64Array(1024);
  let [scores, lengths] = halves(pairs);
  let length = 0;
  return {
    add(score, characters) {
      const float = Math.fround(score);
      if (float === 0) {
        zeros.count++;
        zeros.characters += characters;
        return;
      }
      if (length === pairs.length) {
        const larger = new Float64Array(2 * length);
        larger.set(pairs);
        pairs = larger;
        [scores, lengths] = halves(pairs);
      }
      scores[2 * length + HIGH] = float;
      lengths[2 * length + LOW] = characters;
      length++;
    },
    sorted: () => sortedScores(zeros, pairs.subarray(0, length).sort()),
  };
}

/** Which 32 bits of a float64 hold its sign and exponent. */
const HIGH = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

function halves(pairs: Float64Array<ArrayBuffer>): [Float32Array, Uint32Array] {
  return [new Float32Array(pairs.buffer), new Uint32Array(pairs.buffer)];
}

function sortedScores(zeros: Amount, pairs: Float64Array<ArrayBuffer>): SortedScores {
  const [scores, lengths] = halves(pairs);
  const count = zeros.count + pairs.length;
  const at = (rank: number) => (rank < zeros.count ? 0 : scores[2 * (rank - zeros.count) + HIGH]);
  const upTo = (index: number): Amount => {
    let { characters } = zeros;
    for (let i = 0; i < index; i++) characters += lengths[2 * i + LOW];
    return { count: zeros.count + index, characters };
  };
  return {
    ...upTo(pairs.length),
    zeros,
    at,
    quantile(q) {
      let needed = Math.max(1, Math.ceil(q * count));
      if ((needed - 1) / count >= q && needed > 1) needed--; // q·count was rounded up past a whole number
      return at(needed - 1);
    },
    atMost(threshold) {
      const limit = Math.fround(threshold);
      let [low, high] = [0, pairs.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (scores[2 * middle + HIGH] <= limit) low = middle + 1;
        else high = middle;
      }
      return limit < 0 ? { count: 0, characters: 0 } : upTo(low);
    },
    each(visit) {
      if (zeros.count > 0) visit(0, zeros.characters, zeros.count);
      for (let i = 0; i < pairs.length; i++) visit(scores[2 * i + HIGH], lengths[2 * i + LOW], 1);
    },
  };
}

/** The number with the fewest digits that rounds to the same float32: what a person would write. */
export function shortest(score: number): number {
  const float = Math.fround(score);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}
