import { checkOptions, random } from "@preflm/core";
import { mean, quantile } from "./interval.ts";
import {
  type SeedMeans,
  type SeedOptions,
  type SeedValues,
  seedMeans,
  seedScale,
  variance,
} from "./seed-values.ts";
import type { SeedInterval } from "./seeds.ts";
import { student } from "./student.ts";

/** What the training seeds of two runs, a and b, allow one to say. */
export interface SeedComparison {
  /** mean(a) − mean(b). */
  readonly difference: SeedInterval;
  /** a / b, of a typical seed: the quotient of geometric means. NaN where a value is below 0, or all are 0. */
  readonly ratio: SeedInterval;
  /** Of a against b: `"less"` or `"more"` if the interval of the ratio (on the linear scale: of the difference) allows it. */
  readonly verdict: "less" | "more" | "not shown";
}

/** How two runs are compared. */
export interface CompareSeedsOptions extends SeedOptions {
  /** Share of the intervals, 0.95 by default; 0.9 has one-sided bounds of 95 % as its ends. */
  readonly confidence?: number;
}

/** Resamples where there is one seed a side. */
const RESAMPLES = 2000;

/**
 * Whether a is less or more than b, from the values of each one's training seeds: Welch's t on the seeds' means for the
 * difference, on their logarithms for the ratio (Welch 1947). If one side has one seed, it is taken to scatter as the
 * other does; if both have, the intervals are bootstrapped over samples, and `method` says so.
 *
 * Misalignment scores are judged by their ratio, since seeds of one run differ by factors (see `SeedOptions.scale`).
 * "a is at least 3 times less than b" is shown if `ratio.high < 1 / 3`.
 */
export function compareSeeds(
  a: SeedValues,
  b: SeedValues,
  { confidence = 0.95, ...options }: CompareSeedsOptions = {},
): SeedComparison {
  checkOptions("compareSeeds", { confidence }, ["confidence"]).number("confidence", confidence, {
    above: 0,
    max: 0.999,
  });
  const scale = seedScale("compareSeeds", [a, b], options);
  const sides = seedMeans([a, b]);
  const [x, y] = sides.map(({ means }) => means);
  const oneEach = x.length === 1 && y.length === 1;
  const [difference, logarithm] = oneEach
    ? bootstrapped(a[0], b[0], sides[0].start, options.seed ?? 0, confidence)
    : [welch(x, y, confidence), welch(...logarithms(sides), confidence)];
  const ratio = {
    ...logarithm,
    mean: Math.exp(logarithm.mean),
    low: Math.exp(logarithm.low),
    high: Math.exp(logarithm.high),
  };
  const judged = scale === "log" ? logarithm : difference;
  const unknown = oneEach && [a[0], b[0]].some((values) => [values].flat().length === 1);
  const verdict = judged.high < 0 ? "less" : judged.low > 0 ? "more" : "not shown";
  return { difference, ratio, verdict: unknown ? "not shown" : verdict };
}

function logarithms(sides: readonly SeedMeans[]): [readonly number[], readonly number[]] {
  const [x, y] = sides.map(({ means, start }) => means.map((value) => Math.log(value + start)));
  return [x, y];
}

/** Welch's interval of mean(x) − mean(y), at least one side having two values. */
function welch(x: readonly number[], y: readonly number[], confidence: number): SeedInterval {
  const center = mean(x) - mean(y);
  const bothSpread = Math.min(x.length, y.length) > 1;
  const parts = [x, y].map((values) => ({
    error: variance(values) / values.length,
    freedom: values.length - 1,
  }));
  let error = parts[0].error + parts[1].error;
  let freedom = error ** 2 / parts.reduce((sum, part) => sum + part.error ** 2 / part.freedom, 0);
  if (!bothSpread) {
    freedom = x.length + y.length - 2;
    error = Math.max(variance(x), variance(y)) * (1 / x.length + 1 / y.length);
  }
  const half = error === 0 ? 0 : student(freedom, confidence) * Math.sqrt(error);
  const method = `Welch's t over ${x.length} and ${y.length} seeds`;
  return { mean: center, low: center - half, high: center + half, method, overSeeds: true };
}

/** Intervals of the difference, and of the logarithm of the ratio, over the samples of one seed each. */
function bootstrapped(
  a: number | readonly number[],
  b: number | readonly number[],
  start: number,
  seed: number,
  confidence: number,
): readonly [SeedInterval, SeedInterval] {
  const uniform = random(seed, "compare seeds");
  const [x, y] = [a, b].map((values) => [values].flat());
  const draw = (values: readonly number[]) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(uniform() * values.length)];
    return sum / values.length;
  };
  const differences = new Float64Array(RESAMPLES);
  const ratios = new Float64Array(RESAMPLES);
  const log = (p: number, q: number) => Math.log((p + start) / (q + start));
  for (let r = 0; r < RESAMPLES; r++) {
    const [p, q] = [draw(x), draw(y)];
    differences[r] = p - q;
    ratios[r] = log(p, q);
  }
  const method = "bootstrap over the samples of one seed each, not over seeds";
  const over = (center: number, drawn: Float64Array): SeedInterval => {
    drawn.sort();
    const [low, high] = [(1 - confidence) / 2, (1 + confidence) / 2].map((q) => quantile(drawn, q));
    return { mean: center, low, high, method, overSeeds: false };
  };
  return [over(mean(x) - mean(y), differences), over(log(mean(x), mean(y)), ratios)];
}
