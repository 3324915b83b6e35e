import type { Task } from "preflm";
import type { Experiment } from "./experiment.ts";
import { ablations } from "./experiments/ablations.ts";
import { corpus } from "./experiments/corpus.ts";
import { diversity } from "./experiments/diversity.ts";
import { downstream } from "./experiments/downstream.ts";
import { finetuning } from "./experiments/finetuning.ts";
import { pretraining } from "./experiments/pretraining.ts";
import { redTeam } from "./experiments/red-team.ts";
import { reference } from "./experiments/reference.ts";
import type { Setting } from "./setting.ts";

/** The experiments of the paper, in the order of the page. */
export const experiments = {
  pretraining,
  finetuning,
  "red-team": redTeam,
  diversity,
  downstream,
  ablations,
} satisfies Record<string, Experiment>;

/** The name of an experiment. */
export type ExperimentName = keyof typeof experiments;

/** The tasks of some experiments, each after those that it needs, which may be of another experiment. */
export function planOf(setting: Setting, only: readonly ExperimentName[]): Task[] {
  const wanted = only.flatMap((name) => experiments[name].tasks(setting));
  const shared = [...corpus(setting), ...reference(setting), ...pretraining.tasks(setting)];
  const byName = new Map([...shared, ...wanted].map((task) => [task.name, task]));
  const needed = new Set<string>();
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of byName.get(name)?.after ?? []) need(other);
  };
  for (const { name } of wanted) need(name);
  return [...byName.values()].filter(({ name }) => needed.has(name));
}
