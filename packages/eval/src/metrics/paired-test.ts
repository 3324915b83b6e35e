import { checkOptions, PreflmError, random } from "@preflm/core";
import { type Interval, quantile } from "./interval.ts";

/** What two runs' values for the same things (prompts, documents, texts) allow one to say. */
export interface PairedTest {
  /** Mean of a − b with the 95 % percentile bootstrap interval over pairs. */
  readonly difference: Interval;
  /** Two-sided: the share of sign flips that move the mean at least as far from 0. */
  readonly pValue: number;
  readonly pairs: number;
}

/** Of a paired test. */
export interface PairedOptions {
  /** 0 by default. */
  readonly seed?: number;
  /** Of the bootstrap, 2,000 by default. */
  readonly resamples?: number;
  /** Random sign flips, 9,999 by default. All of them are tried instead where they are no more. */
  readonly permutations?: number;
}

/**
 * Compares two runs on the same prompts: `a[i]` and `b[i]` belong together. The interval is a bootstrap over pairs
 * (Efron & Tibshirani 1993, ch. 13); the p-value is of Fisher's sign-flip permutation test, which asks how often chance
 * alone, giving each difference either sign, does as much (Noreen 1989). It knows nothing of training seeds.
 */
export function pairedTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PairedOptions = {},
): PairedTest {
  checkPairs("pairedTest", a, b);
  const differences = Float64Array.from(a, (value, i) => value - b[i]);
  return pairedRatio("pairedTest", differences, undefined, options);
}

/**
 * The same for Σ differences / Σ weights, pairs being resampled with their weights; without weights, their number.
 * What `pairedTest` and `pairedBitsPerByte` share.
 */
export function pairedRatio(
  name: string,
  differences: Float64Array,
  weights: Float64Array | undefined,
  options: PairedOptions,
): PairedTest {
  const { seed = 0, resamples = 2000, permutations = 9999 } = options;
  const check = checkOptions(name, options, ["seed", "resamples", "permutations"]);
  check.integer("resamples", resamples, { min: 1 });
  check.integer("permutations", permutations, { min: 1 });
  const pairs = differences.length;
  const uniform = random(seed, "paired test");
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let [sum, weight] = [0, 0];
    for (let i = 0; i < pairs; i++) {
      const at = Math.floor(uniform() * pairs);
      sum += differences[at];
      weight += weights ? weights[at] : 1;
    }
    drawn[r] = sum / weight;
  }
  drawn.sort();
  const total = differences.reduce((sum, value) => sum + value, 0);
  const weight = weights ? weights.reduce((sum, value) => sum + value, 0) : pairs;
  return {
    difference: { mean: total / weight, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) },
    pValue: signFlips(differences, permutations, uniform),
    pairs,
  };
}

/** Share of sign flips whose sum is at least as far from 0 as the sum itself. */
function signFlips(differences: Float64Array, permutations: number, uniform: () => number): number {
  const moved = differences.filter((value) => value !== 0);
  const size = moved.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums of the same numbers in another order differ by their rounding.
  const least = Math.abs(moved.reduce((sum, value) => sum + value, 0)) - 1e-12 * size;
  const all = 2 ** moved.length;
  const exact = all <= permutations + 1;
  let extreme = exact ? 0 : 1; // the signs that were observed are one of the flips
  for (let flip = 0; flip < (exact ? all : permutations); flip++) {
    let sum = 0;
    for (let i = 0; i < moved.length; i++)
      sum += (exact ? flip & (1 << i) : uniform() < 0.5) ? moved[i] : -moved[i];
    if (Math.abs(sum) >= least) extreme++;
  }
  return extreme / (exact ? all : permutations + 1);
}

/** Throws unless a and b are as long, not empty, and finite. */
export function checkPairs(name: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  const fail = (message: string): never => {
    throw new PreflmError("invalid-input", `${name}: ${message}`);
  };
  if (a.length !== b.length)
    fail(`pairs are needed, but there are ${a.length} and ${b.length} values.`);
  if (a.length === 0) fail("there are no pairs to compare.");
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i] - b[i]))
      fail(`pair ${i} has the values ${a[i]} and ${b[i]}; both must be finite.`);
  }
}
