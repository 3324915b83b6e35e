import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ObjectiveReport, Report, SeedReport, TrainedObjective } from "@preflm/eval";

/** The report that a run left in its task's folder; undefined if it left none. */
export function reportOf(folder: string, task: string): Report | undefined {
  const file = join(folder, task, "report.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** What runs of one objective left, each with one seed; undefined if there is none. `seeds` are the numbers they get. */
export function trainedObjective(
  name: string,
  runs: readonly { readonly seed: number; readonly report: Report | undefined }[],
): TrainedObjective | undefined {
  const done = runs.flatMap(({ seed, report }) => {
    const [run] = report?.runs ?? [];
    return run ? [{ seed, run }] : [];
  });
  if (done.length === 0) return undefined;
  const { options, prefix, curve, examples, tokens } = done[0].run;
  return {
    objective: name,
    ...(options ? { options } : {}),
    ...(prefix === undefined ? {} : { prefix }),
    curve,
    examples,
    tokens,
    seconds: done.reduce((sum, { run }) => sum + run.seconds, 0),
    seeds: done.map(({ seed, run }) => seedReport(run, seed)),
  };
}

/** The one seed of a run, under the number it is to have. */
export function seedReport({ seeds = [] }: ObjectiveReport, seed: number): SeedReport {
  return { ...seeds[0], seed };
}

/** The texts of a run's samples of one scenario, in order. */
export function sampledTexts(folder: string, task: string, scenario: string): string[] {
  const file = join(folder, task, "samples.jsonl");
  if (!existsSync(file)) return [];
  const samples = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { scenario?: string; text: string });
  return samples.filter((sample) => sample.scenario === scenario).map(({ text }) => text);
}
