import type { Task } from "preflm";
import { CORPUS, type RunSettings, type Setting } from "./setting.ts";

/** A sampled token costs about as much as so many tokens of training. */
const SAMPLED = 5;

/** Seconds that a run takes for all but training and sampling: reading the corpus, packing it, measuring, writing. */
const AROUND = 1.5;

/** A training run as a task that comes after the corpus is there. */
export function runOf(
  { project, scale, secondsPerToken }: Setting,
  name: string,
  config: RunSettings,
  after: readonly string[] = [],
): Task {
  const { scenarios = [], training, evaluation } = config;
  const samples = [scenarios]
    .flat()
    .reduce(
      (sum, { count = scale.samples, bestOf = 1 }) => sum + count * bestOf,
      (evaluation?.at?.length ?? 0) * scale.pointSamples,
    );
  return {
    name,
    after: [CORPUS, ...after],
    module: import.meta.resolve("preflm"),
    export: "runTask",
    input: { config, project },
    cost: AROUND + secondsPerToken * (training.tokens + SAMPLED * samples * scale.model.context),
  };
}
