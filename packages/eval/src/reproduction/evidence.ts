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
  /** `"log"` for scores, which differ between seeds by factors; `"linear"` for all else. */
  readonly scale: "log" | "linear";
  /** The largest value there can be, such as 1 for shares: intervals end there, and at 0. */
  readonly most?: number;
  /** The scores of each seed's samples, where they are known: what the values are means of. */
  readonly samples?: readonly (readonly number[])[];
}

/** Whether one side is shown to be above the other, or below it, or neither. */
export type Shown = "above" | "below" | "open";

/** The run of an objective, if it has seeds. */
export function runOf<T extends TrainedObjective>(
  runs: readonly T[] | undefined,
  objective: string,
): T | undefined {
  return runs?.find((run) => run.objective === objective && run.seeds.length > 0);
}

/** Scores of a run's samples: of its first scenario, or of the one that is named. */
export function scores(run: TrainedObjective, name = run.objective, scenario?: string): Side {
  const found = run.seeds.flatMap(({ misalignment, scenarios = [] }) => {
    const own = scenario ? scenarios.find((each) => each.name === scenario) : scenarios[0];
    if (own) return [{ value: own.misalignment.mean, samples: own.scores }];
    return scenario ? [] : [{ value: misalignment.mean, samples: [] }];
  });
  const samples = found.map((each) => each.samples);
  return {
    name,
    scale: "log",
    values: found.map(({ value }) => value),
    ...(samples.every((each) => each.length > 0) ? { samples } : {}),
  };
}

/** A value of each seed; nothing unless every seed has it. */
export function valuesOf(
  run: TrainedObjective,
  pick: (seed: SeedReport) => number | undefined,
): Side | undefined {
  const values = run.seeds.map(pick).filter((value) => value !== undefined);
  if (values.length < run.seeds.length) return undefined;
  return { name: run.objective, values, scale: "linear" };
}

/**
 * Whether a is shown to be above or below factor·b, by the 95 % interval over training seeds: by their ratio for scores, by their difference
 * for all else. With one seed on either side nothing is shown, but of one and the same model, whose samples are compared.
 */
export function relation(a: Side, b: Side, factor = 1, sameModel = false): Shown {
  if (!comparable(a, b, sameModel)) return "open";
  const { low, high } = a.scale === "log" ? ratio(a, b) : difference(a, b, factor);
  const border = a.scale === "log" ? factor : 0;
  return low > border ? "above" : high < border ? "below" : "open";
}

/** How many times a score is another's: the 95 % interval that `relation` uses. */
export function ratio(a: Side, b: Side): { readonly low: number; readonly high: number } {
  return compareSeeds(seedValues(a), seedValues(b), { scale: "log" }).ratio;
}

function difference(a: Side, b: Side, factor: number) {
  const scaled = b.values.map((value) => factor * value);
  return compareSeeds(a.values, scaled, { scale: "linear" }).difference;
}

function comparable(a: Side, b: Side, sameModel: boolean): boolean {
  const seeds = Math.min(a.values.length, b.values.length);
  return seeds > 1 || (seeds === 1 && sameModel && Boolean(a.samples && b.samples));
}

function seedValues({ values, samples }: Side) {
  return samples ?? values;
}

/** Mean over seeds with its 95 % interval; one seed has none. */
export function interval(side: Side): { mean: number; low?: number; high?: number } {
  if (side.values.length < 2) return { mean: mean(side.values) };
  const { mean: average, low, high } = acrossSeeds(seedValues(side), { scale: side.scale });
  if (side.most === undefined) return { mean: average, low, high };
  return { mean: average, low: Math.max(0, low), high: Math.min(side.most, high) };
}

/** A plain list of values by seed. */
export function sideOf(
  name: string,
  values: readonly number[],
  scale: Side["scale"],
  most?: number,
): Side {
  return { name, values, scale, ...(most === undefined ? {} : { most }) };
}

/** A side as a number of a claim: its mean over seeds, with the interval if there are several. */
export function level(side: Side, unit = "", scale = 1): ClaimNumber {
  const { mean: value, low, high } = interval(side);
  const bounds =
    low === undefined || high === undefined ? {} : { low: scale * low, high: scale * high };
  return { name: side.name, value: scale * value, ...bounds, ...(unit === "" ? {} : { unit }) };
}

/** `2.10 [1.80, 2.40]`. */
export function inWords({ value, low, high }: ClaimNumber, digits = number): string {
  if (low === undefined || high === undefined) return digits(value);
  return `${digits(value)} [${digits(low)}, ${digits(high)}]`;
}

/** How b's mean stands to a's, in words: `6.8× less`. */
export function factorWords(a: Side, b: Side): string {
  const [from, to] = [mean(a.values), mean(b.values)];
  if (to === 0) return from === 0 ? "no hits" : "down to 0";
  if (from === 0) return "up from 0";
  return from >= to ? `${times(from / to)} less` : `${times(to / from)} more`;
}

/** Scores as the page shows them. */
export function unitOf(reproduction: Reproduction) {
  return scoreUnit(reproduction);
}
