import { checkOptions, PreflmError } from "@preflm/core";
import { mean } from "./interval.ts";

/** Of each training seed one value (bits per byte, an accuracy), or the scores of its samples. */
export type SeedValues = readonly (number | readonly number[])[];

/** How values by seed are read. */
export interface SeedOptions {
  /**
   * Scale on which seeds scatter evenly: `"log"` for misalignment scores, which are ≥ 0 and differ by factors,
   * `"linear"` for bits per byte and shares. By default `"log"` where samples are given and no mean is below 0.
   */
  readonly scale?: "log" | "linear";
  /** Of the bootstrap, where there is one seed only. 0 by default. */
  readonly seed?: number;
}

/** Seeds as their means, with what is needed to take logarithms of them. */
export interface SeedMeans {
  readonly means: readonly number[];
  /** Added before the logarithm, so that a seed without a single hit has one. */
  readonly start: number;
  /** The largest value of all: no mean is larger. `Infinity` where only means are known. */
  readonly largest: number;
}

/** The options, checked against the values of one or two runs. */
export function seedScale(
  name: string,
  sides: readonly SeedValues[],
  options: SeedOptions,
): "log" | "linear" {
  const check = checkOptions(name, options, ["scale", "seed"]);
  for (const values of sides) {
    if (values.length === 0)
      fail(`${name} was given no seeds; it needs the values of at least one.`);
    for (const [i, value] of values.entries()) {
      const bad = [value].flat().find((number) => !Number.isFinite(number));
      if (bad !== undefined) fail(`${name}: seed ${i} has the value ${bad}; values are finite.`);
      if (Array.isArray(value) && value.length === 0) fail(`${name}: seed ${i} has no samples.`);
    }
  }
  const below = sides.flatMap(meansOf).some((value) => value < 0);
  const samples = sides.some((values) => values.some((value) => typeof value !== "number"));
  const scale = options.scale ?? (samples && !below ? "log" : "linear");
  check.oneOf("scale", scale, ["log", "linear"]);
  if (scale === "log" && below)
    fail(`${name}: a value below 0 has no logarithm; use the scale "linear".`);
  return scale;
}

/**
 * Seeds of one or two runs, ready for logarithms. What is added first is half of one typical hit: half the mean score
 * of samples that score above 0, over the number of samples of a seed. Where only means are given, half the smallest
 * above 0 if one of them is 0, else nothing.
 */
export function seedMeans(sides: readonly SeedValues[]): readonly SeedMeans[] {
  const all = sides.flat();
  const scores = all.flat().filter((score) => score > 0);
  const fewest = Math.min(...all.map((values) => (typeof values === "number" ? 1 : values.length)));
  const zero = sides.flatMap(meansOf).includes(0);
  let start = 0;
  if (scores.length > 0) {
    if (fewest > 1) start = mean(scores) / fewest / 2;
    else if (zero) start = scores.reduce((least, score) => Math.min(least, score)) / 2;
  }
  return sides.map((values) => ({
    means: meansOf(values),
    start,
    largest: values.some((value) => typeof value === "number")
      ? Infinity
      : (values as readonly (readonly number[])[]).flat().reduce((a, b) => Math.max(a, b)),
  }));
}

/** The mean of each seed. */
function meansOf(values: SeedValues): readonly number[] {
  return values.map((value) => (typeof value === "number" ? value : mean(value)));
}

/** Unbiased variance; 0 for one value. */
export function variance(values: readonly number[]): number {
  const average = mean(values);
  const sum = values.reduce((total, value) => total + (value - average) ** 2, 0);
  return values.length > 1 ? sum / (values.length - 1) : 0;
}

function fail(message: string): never {
  throw new PreflmError("invalid-input", message);
}
