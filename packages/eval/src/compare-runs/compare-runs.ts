import { PreflmError } from "@preflm/core";
import { compareSeeds, type SeedComparison } from "../metrics/compare-seeds.ts";
import type { SeedValues } from "../metrics/seed-values.ts";
import { type ObjectiveReport, type Report, scoreUnit } from "../report.ts";
import { comparableOf, warningsOf } from "./comparability.ts";
import type { ComparedObjective, RunComparison } from "./comparison.ts";
import { differingSettings } from "./differing-settings.ts";
import { pairedScenarios } from "./paired-scenarios.ts";

/** A run and what to call it. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/**
 * Puts runs side by side and compares each with the first: over training seeds where there are several, else over
 * samples; prompt by prompt where samples continue the same prompts. Throws for fewer than two runs.
 */
export function compareRuns(runs: readonly NamedReport[]): RunComparison {
  if (runs.length < 2) {
    throw new PreflmError(
      "invalid-input",
      `A comparison takes two runs or more, and was given ${runs.length}.`,
    );
  }
  const reports = runs.map(({ report }) => report);
  const comparable = comparableOf(reports);
  const names = [...new Set(reports.flatMap((report) => report.runs.map((run) => run.objective)))];
  const objectives = names.map((objective): ComparedObjective => {
    const found = reports.map(
      (report) => report.runs.find((run) => run.objective === objective) ?? null,
    );
    return {
      objective,
      reports: found,
      scores: againstFirst(found, comparable.scores, scoresBySeed, "log"),
      bitsPerByte: againstFirst(found, comparable.bitsPerByte, bitsBySeed, "linear"),
    };
  });
  return {
    runs: runs.map(({ name, report: { created, preflm, totalSeconds } }) => ({
      ...{ name, created, preflm, totalSeconds },
    })),
    comparable,
    warnings: warningsOf(reports),
    settings: differingSettings(reports),
    objectives,
    paired: comparable.scores ? pairedScenarios(objectives) : [],
    unit: scoreUnit(reports[0]),
  };
}

function againstFirst(
  [first, ...others]: readonly (ObjectiveReport | null)[],
  comparable: boolean,
  pick: (report: ObjectiveReport) => SeedValues | undefined,
  scale: "log" | "linear",
): readonly (SeedComparison | null)[] {
  const base = first && pick(first);
  return others.map((other) => {
    const own = other && pick(other);
    return comparable && base && own ? compareSeeds(own, base, { scale }) : null;
  });
}

/** The scores of each seed's samples, or their means where the samples are not kept. */
function scoresBySeed({ seeds = [] }: ObjectiveReport): SeedValues | undefined {
  if (seeds.length === 0) return undefined;
  const samples = seeds.map((seed) => seed.scenarios?.[0]?.scores ?? []);
  const kept = samples.every((scores) => scores.length > 0);
  return kept ? samples : seeds.map((seed) => seed.misalignment.mean);
}

function bitsBySeed({ seeds = [] }: ObjectiveReport): SeedValues | undefined {
  return seeds.length > 0 ? seeds.map((seed) => seed.bitsPerByte) : undefined;
}
