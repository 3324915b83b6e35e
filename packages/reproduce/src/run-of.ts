import type { Task } from "preflm";
import { CORPUS, type RunSettings, type Setting } from "./setting.ts";

/** A sampled token costs about as much as so many tokens of training. */
const SAMPLED = 5;

/** What a run costs before it trains, in tokens of training. */
const START = 20_000;

/** A training run as a task that comes after the corpus is there. Costs are in tokens of training. */
export function runOf(
  { project, scale }: Setting,
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
    cost: START + training.tokens + SAMPLED * samples * scale.model.context,
  };
}
