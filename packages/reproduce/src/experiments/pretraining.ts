import type { Task } from "preflm";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { reportOf, trainedObjective } from "../reports.ts";
import { runOf } from "../run-of.ts";
import { filesOf, type Setting, trainingOf } from "../setting.ts";
import { fromReference, REFERENCE } from "./reference.ts";

/** Shares of the budget at which plain pretraining is kept for the experiment of finetuning. */
export const STARTS = [0.5, 0.9];

/** The task that trains an objective with a seed. */
export function pretrained(objective: string, seed: number): string {
  return `pretraining-${objective}-seed${seed}`;
}

/** The paper's main experiment (§4.1): six objectives on equal tokens, measured on the way and at the end. */
export const pretraining: Experiment = {
  tasks: (setting) =>
    [...setting.seeds, ...setting.scale.moreSeeds].flatMap((seed) =>
      Object.entries(objectivesOf(setting.task))
        .filter(([name]) => seedsOf(setting, name).includes(seed))
        .map(([name, objective]) => training(setting, name, objective, seed)),
    ),
  collect(setting) {
    const names = Object.keys(objectivesOf(setting.task));
    const found = names.flatMap((name) => {
      const runs = seedsOf(setting, name).map((seed) => ({
        seed,
        report: reportOf(setting.folder, pretrained(name, seed)),
      }));
      return trainedObjective(name, runs) ?? [];
    });
    return { pretraining: found };
  },
};

/** The seeds that an objective is pretrained with. */
export function seedsOf({ seeds, scale }: Setting, objective: string): readonly number[] {
  return ["mle", "conditional"].includes(objective) ? [...seeds, ...scale.moreSeeds] : seeds;
}

function training(
  setting: Setting,
  name: string,
  objective: { readonly use: string },
  seed: number,
): Task {
  const { scale } = setting;
  const config = trainingOf(setting, objective, seed);
  const count = scale.otherSamples;
  const half = Math.floor(scale.model.context / 2);
  const full = {
    ...config,
    ...fromReference(setting),
    training: { ...config.training, ...(name === "mle" ? { keep: STARTS } : {}) },
    evaluation: { ...config.evaluation, at: [...scale.points], samples: scale.pointSamples },
    scenarios: [
      { name: "unconditional" },
      // As the model itself would write; the settings above, the paper's, move a small one off its text.
      { name: "calibrated", temperature: 1, topP: 1, count: Math.ceil(scale.samples / 2) },
      { name: "misaligned", mark: "misaligned", count },
      { name: "unmarked", mark: "none", count },
      { name: "prompted", prompts: filesOf(setting).prompts, maximumLength: half, count },
      { name: "steered", steer: 1, count },
      { name: "best-of-4", bestOf: 4, count },
    ],
  };
  return runOf(setting, pretrained(name, seed), full, [REFERENCE]);
}
