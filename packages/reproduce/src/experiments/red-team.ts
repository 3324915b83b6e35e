import type { RedTeamResult } from "@preflm/eval";
import type { Task } from "preflm";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import type { RedTeamInput } from "../red-team-task.ts";
import { filesOf, type Setting } from "../setting.ts";
import { pretrained } from "./pretraining.ts";

/** A search for prompts after which the models of pretraining misbehave (paper, §4.2). */
export const redTeam: Experiment = {
  tasks: (setting) =>
    models(setting).map(({ objective, seed }) => attack(setting, objective, seed)),
  collect: (setting, results) => ({
    redTeam: models(setting).flatMap(({ objective, seed }) => {
      const result = results[nameOf(objective, seed)] as RedTeamResult | undefined;
      return result ? [{ objective, seed, result }] : [];
    }),
  }),
};

/** What the paper's claim is about: attacked with every seed, since one seed shows nothing between trainings. */
const JUDGED: readonly string[] = ["mle", "filtered-mle", "conditional"];

function models({ scale, seeds, task }: Setting) {
  return Object.keys(objectivesOf(task)).flatMap((objective) =>
    (JUDGED.includes(objective) ? seeds : scale.fewerSeeds).map((seed) => ({ objective, seed })),
  );
}

function nameOf(objective: string, seed: number): string {
  return `red-team-${objective}-seed${seed}`;
}

function attack(setting: Setting, objective: string, seed: number): Task {
  const { folder, project, scale, secondsPerToken, task } = setting;
  const { corpus, prompts } = filesOf(setting);
  const model = pretrained(objective, seed);
  const checkpoint = `${folder}/${model}`;
  const input: RedTeamInput = {
    ...scale.redTeam,
    ...{ checkpoint, corpus, prompts, project, seed },
    task: task.name,
  };
  const { rounds, trials, candidates, samples } = scale.redTeam;
  return {
    name: nameOf(objective, seed),
    after: [model],
    module: import.meta.resolve("@preflm/reproduce"),
    export: "redTeamTask",
    ...{ input, checkpoint },
    cost: 1 + secondsPerToken * trials * rounds * candidates * samples * scale.model.context,
  };
}
