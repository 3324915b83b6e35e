import { type Interval, interval, mean } from "./interval.ts";
import {
  type SeedOptions,
  type SeedValues,
  seedMeans,
  seedScale,
  variance,
} from "./seed-values.ts";
import { student } from "./student.ts";

/** A mean with a 95 % interval, and how that was found. */
export interface SeedInterval extends Interval {
  /** In words, such as `"t over 3 seeds"`. */
  readonly method: string;
  /** Whether the interval knows of the spread between training seeds; one seed tells nothing of it. */
  readonly overSeeds: boolean;
}

/**
 * Mean over training seeds (of each seed's mean) with a 95 % interval for the mean over all seeds one could train.
 *
 * On the linear scale this is Student's t over the seeds' means. On the logarithmic one it is Cox's interval for the
 * mean of a log-normal distribution, exp(y + s²/2 ± t·√(s²/k + s⁴/(2(k − 1)))), y and s² being mean and variance of the
 * k logarithms (Zhou & Gao 1997, with t for the normal quantile), cut at 0 and at the largest single score. With two or
 * three unlike seeds it is very wide, because they tell little. One seed: the bootstrap over its samples, and `method`
 * says so.
 */
export function acrossSeeds(perSeed: SeedValues, options: SeedOptions = {}): SeedInterval {
  const scale = seedScale("acrossSeeds", [perSeed], options);
  const [{ means, start, largest }] = seedMeans([perSeed]);
  const count = means.length;
  const average = mean(means);
  if (count === 1) return overSamples(perSeed[0], options.seed ?? 0);
  const t = student(count - 1);
  if (scale === "linear" || means.every((value) => value === 0)) {
    const half = t * Math.sqrt(variance(means) / count);
    const method = `t over ${count} seeds`;
    return { mean: average, low: average - half, high: average + half, method, overSeeds: true };
  }
  const logarithms = means.map((value) => Math.log(value + start));
  const spread = variance(logarithms);
  const center = mean(logarithms) + spread / 2;
  const half = t * Math.sqrt(spread / count + spread ** 2 / (2 * (count - 1)));
  return {
    mean: average,
    // The mean of the seeds seen is possible, whatever the log-normal says.
    low: Math.min(average, Math.max(0, Math.exp(center - half) - start)),
    high: Math.max(average, Math.min(largest, Math.exp(center + half) - start)),
    method: `log-normal over ${count} seeds`,
    overSeeds: true,
  };
}

function overSamples(values: number | readonly number[], seed: number): SeedInterval {
  if (typeof values === "number" || values.length === 1) {
    const [value] = [values].flat();
    const method = "one value of one seed, without an interval";
    return { mean: value, low: value, high: value, method, overSeeds: false };
  }
  const method = "bootstrap over the samples of one seed, not over seeds";
  return { ...interval(values, { seed }), method, overSeeds: false };
}
