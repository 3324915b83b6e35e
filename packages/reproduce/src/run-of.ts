import type { Task } from "preflm";
import { CORPUS, type RunSettings, type Setting } from "./setting.ts";

/** What a token costs that is sampled, or only read, against one of training: measured with `sizes.micro`. */
const SAMPLED = 0.7;
const READ = 0.3;

const CHARACTERS_PER_TOKEN = 2.5;

/** Seconds that a run takes for the rest: to read the corpus, pack it, load models, write. */
const AROUND = 1.5;

/** A training run as a task that comes after the corpus is there. */
export function runOf(
  setting: Setting,
  name: string,
  config: RunSettings,
  after: readonly string[] = [],
): Task {
  const { project, secondsPerToken } = setting;
  return {
    name,
    after: [CORPUS, ...after],
    module: import.meta.resolve("preflm"),
    export: "runTask",
    input: { config, project },
    cost: AROUND + secondsPerToken * tokensOf(setting, config),
  };
}

/** About how many tokens of training a run is worth. */
function tokensOf({ scale }: Setting, { scenarios = [], training, evaluation }: RunSettings) {
  const { context } = scale.model;
  const points = evaluation?.at?.length ?? 0;
  const samples = [scenarios]
    .flat()
    .reduce(
      (sum, { count = scale.samples, bestOf = 1 }) => sum + count * bestOf,
      points * scale.pointSamples,
    );
  const read = scale.heldOut / CHARACTERS_PER_TOKEN + (scale.divergence * context) / 2;
  return training.tokens + SAMPLED * samples * context + READ * (1 + points) * read;
}
