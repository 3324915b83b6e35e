import { number, times } from "../format.ts";
import { compareSeeds } from "../metrics/compare-seeds.ts";
import { mean } from "../metrics/interval.ts";
import { acrossSeeds } from "../metrics/seeds.ts";
import { type SeedReport, scoreUnit } from "../report.ts";
import type { ClaimNumber } from "./claim.ts";
import type { Reproduction, TrainedObjective } from "./reproduction.ts";

/** One value a training seed, and what it is of. */
export interface Side {
  readonly name: string;
  readonly values: readonly number[];
}

/** Whether one side is shown to be above the other across seeds, or below it, or neither. */
export type Shown = "above" | "below" | "open";

/** The run of an objective, if it has seeds. */
export function runOf<T extends TrainedObjective>(
  runs: readonly T[] | undefined,
  objective: string,
): T | undefined {
  return runs?.find((run) => run.objective === objective && run.seeds.length > 0);
}

/** Mean score of each seed's samples. */
export function scores(run: TrainedObjective, name = run.objective): Side {
  return { name, values: run.seeds.map((seed) => seed.misalignment.mean) };
}

/** A value of each seed; nothing unless every seed has it. */
export function valuesOf(
  run: TrainedObjective,
  pick: (seed: SeedReport) => number | undefined,
): Side | undefined {
  const values = run.seeds.map(pick).filter((value) => value !== undefined);
  return values.length === run.seeds.length ? { name: run.objective, values } : undefined;
}

/**
 * Whether a is above factor·b: whether the 95 % interval of the difference of their means over training seeds
 * lies on one side of 0. With one seed on either side, nothing is shown.
 */
export function relation(a: Side, b: Side, factor = 1): Shown {
  if (Math.min(a.values.length, b.values.length) < 2) return "open";
  const scaled = b.values.map((value) => factor * value);
  const { low, high } = compareSeeds(a.values.map(alone), scaled.map(alone)).difference;
  return low > 0 ? "above" : high < 0 ? "below" : "open";
}

/** A side as a number of a claim: its mean over seeds, with the interval if there are several. */
export function level({ name, values }: Side, unit = "", scale = 1): ClaimNumber {
  const { mean, low, high } = interval(values);
  const bounds =
    low === undefined || high === undefined ? {} : { low: scale * low, high: scale * high };
  return { name, value: scale * mean, ...bounds, ...(unit === "" ? {} : { unit }) };
}

/** Mean over seeds with its 95 % interval; one seed has none. */
export function interval(values: readonly number[]): { mean: number; low?: number; high?: number } {
  return values.length < 2 ? { mean: mean(values) } : acrossSeeds(values.map(alone));
}

/** A seed of which only its mean counts. */
const alone = (value: number) => [value];

/** `2.10 [1.80, 2.40]`. */
export function inWords({ value, low, high }: ClaimNumber, digits = number): string {
  if (low === undefined || high === undefined) return digits(value);
  return `${digits(value)} [${digits(low)}, ${digits(high)}]`;
}

/** How b's mean stands to a's, in words: `6.8× less`. */
export function factorWords(a: Side, b: Side): string {
  const [from, to] = [mean(a.values), mean(b.values)];
  if (to === 0) return from === 0 ? "both 0" : "down to 0";
  if (from === 0) return "up from 0";
  return from >= to ? `${times(from / to)} less` : `${times(to / from)} more`;
}

/** Scores as the page shows them. */
export function unitOf(reproduction: Reproduction) {
  return scoreUnit(reproduction);
}
