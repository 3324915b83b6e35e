import { student } from "../calibrate/student.ts";
import { type Interval, interval, mean } from "./interval.ts";

/** A mean with a 95 % interval, and how that was found. */
export interface SeedInterval extends Interval {
  /** In words, such as `"t over 3 seeds"`. */
  readonly method: string;
  /** Whether the interval knows of the spread between training seeds; one seed tells nothing of it. */
  readonly overSeeds: boolean;
}

/** Of each training seed one value, or the scores of its samples. */
export type SeedValues = readonly (number | readonly number[])[];

/** What several training seeds of two runs allow one to say. */
export interface SeedComparison {
  /** mean(a) − mean(b). */
  readonly difference: SeedInterval;
  /** mean(a) / mean(b). */
  readonly ratio: SeedInterval;
  /** Of a against b: `"less"` if the interval of the difference lies below 0. */
  readonly verdict: "less" | "more" | "not shown";
}

/** Mean over training seeds of the mean of each seed's values, with a 95 % interval for other seeds. */
export function acrossSeeds(
  perSeed: SeedValues,
  { seed = 0 }: { readonly seed?: number } = {},
): SeedInterval {
  const means = seedMeans(perSeed);
  if (means.length === 1) {
    return {
      ...interval([perSeed[0]].flat(), { seed }),
      method: "bootstrap over the samples of one seed",
      overSeeds: false,
    };
  }
  const average = mean(means);
  const half = student(means.length - 1) * Math.sqrt(variance(means) / means.length);
  return {
    mean: average,
    low: average - half,
    high: average + half,
    method: `t over ${means.length} seeds`,
    overSeeds: true,
  };
}

/** Whether a is less or more than b, from each one's values by seed. */
export function compareSeeds(a: SeedValues, b: SeedValues): SeedComparison {
  const [x, y] = [a, b].map(seedMeans);
  const parts = [x, y].map((means) => ({
    error: variance(means) / means.length,
    freedom: means.length - 1,
  }));
  const error = parts[0].error + parts[1].error;
  const freedom = error ** 2 / parts.reduce((sum, part) => sum + part.error ** 2 / part.freedom, 0);
  const center = mean(x) - mean(y);
  const half = student(freedom) * Math.sqrt(error);
  const difference = {
    mean: center,
    low: center - half,
    high: center + half,
    method: "Welch's t over seeds",
    overSeeds: true,
  };
  const quotient = mean(x) / mean(y);
  return {
    difference,
    ratio: { mean: quotient, low: quotient, high: quotient, method: "none yet", overSeeds: true },
    verdict: difference.high < 0 ? "less" : difference.low > 0 ? "more" : "not shown",
  };
}

/** Unbiased. */
function variance(values: readonly number[]): number {
  const average = mean(values);
  return values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
}

function seedMeans(perSeed: SeedValues): readonly number[] {
  return perSeed.map((values) => (typeof values === "number" ? values : mean(values)));
}
