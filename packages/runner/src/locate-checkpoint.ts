import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean, PreflmError } from "@preflm/core";
import { updateAt } from "./milestones.ts";

/** Which of a run's models. */
export interface CheckpointChoice {
  /** Its objective, or the name of its job such as `"mle-seed1"`; needed if the run trained several. */
  readonly objective?: string;
  /** Its training seed; the lowest by default. */
  readonly seed?: number;
  /** The share of the budget it was trained on, one of the run's `training.keep`; the newest checkpoint by default. */
  readonly at?: number;
}

/** Compares names with numbers: seed 2 is before seed 10. */
const { compare } = new Intl.Collator("en", { numeric: true });

/** The folder of the checkpoint that a path means: itself, the newest in it, or the chosen one of a run. */
export function locateCheckpoint(path: string, choice: CheckpointChoice = {}): string {
  const entries = namesIn(path);
  if (entries === undefined) {
    throw new PreflmError(
      "io",
      `There is no folder ${resolve(path)}; pass a run's folder, such as runs/first-run, or a checkpoint's.`,
    );
  }
  if (entries.includes("config.json")) return path;
  if (entries.includes("checkpoints")) {
    const kept = choice.at !== undefined && choice.at !== 1;
    const folder = join(path, kept ? "kept" : "checkpoints");
    return stepIn(join(folder, jobIn(path, folder, choice)), choice.at);
  }
  return stepIn(path, choice.at);
}

function jobIn(run: string, folder: string, { objective, seed, at }: CheckpointChoice): string {
  const jobs = (namesIn(folder) ?? []).filter((name) => /-seed\d+$/.test(name)).sort(compare);
  if (jobs.length === 0) {
    throw new PreflmError(
      "invalid-option",
      at === undefined
        ? `${run} holds no checkpoint yet; pass the folder of a run that has trained.`
        : `${run} has kept no checkpoint of ${at} of the budget; run it with training.keep: [${at}].`,
    );
  }
  const nameOf = (job: string) => job.replace(/-seed\d+$/, "");
  const matching = jobs.filter(
    (job) =>
      (objective === undefined || job === objective || nameOf(job) === objective) &&
      (seed === undefined || job.endsWith(`-seed${seed}`)),
  );
  if (matching.length === 1 || (objective !== undefined && matching.length > 1)) return matching[0];
  const wanted = [
    ...(objective === undefined ? [] : [`"${objective}"`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ].join(" with ");
  const hint = objective === undefined ? "" : didYouMean(objective, jobs.map(nameOf));
  const asked = matching.length === 0 ? ` none is ${wanted}.${hint}` : "";
  throw new PreflmError(
    "invalid-option",
    `${run} has the models ${jobs.join(", ")};${asked} say which by objective (--objective)${seed === undefined ? "" : " and seed"}.`,
  );
}

/** The newest checkpoint of a job's folder, or that of a share of the budget. */
function stepIn(folder: string, at: number | undefined): string {
  const steps = (namesIn(folder) ?? []).filter((name) => /^step-\d{8,}$/.test(name)).sort(compare);
  const found = steps.findLast(
    (name) => at === undefined || Number(name.slice(5)) === updateAt(at, stepsOf(folder, name)),
  );
  if (found !== undefined) return join(folder, found);
  throw new PreflmError(
    "invalid-option",
    steps.length === 0
      ? `${folder} holds no checkpoint; pass a run's folder, such as runs/first-run, or a checkpoint's.`
      : `${folder} has no checkpoint of ${at} of the budget, only ${steps.join(", ")} of ${stepsOf(folder, steps[0])} updates; say one of its training.keep.`,
  );
}

/** Updates of the whole training. A checkpoint that cannot be read is told of when it is loaded. */
function stepsOf(folder: string, step: string): number {
  try {
    return JSON.parse(readFileSync(join(folder, step, "checkpoint.json"), "utf8")).steps;
  } catch {
    return Number.NaN;
  }
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
