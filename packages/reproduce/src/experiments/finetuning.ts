import type { FinetunedObjective } from "@preflm/eval";
import type { Task } from "preflm";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { reportOf, trainedObjective } from "../reports.ts";
import { runOf } from "../run-of.ts";
import { type Setting, trainingOf } from "../setting.ts";
import { pretrained, STARTS } from "./pretraining.ts";
import { fromReference, REFERENCE } from "./reference.ts";

/**
 * Feedback late rather than from the start (paper, §5): plain pretraining, kept at 50 % and 90 % of the budget, goes on
 * with each objective for the rest of it, with a new optimiser, warm-up and schedule. And two schedules within one run:
 * to conditional training at half of the budget, and from it to plain text for the last tenth.
 */
export const finetuning: Experiment = {
  tasks: (setting) => [
    ...setting.seeds.flatMap((seed) =>
      STARTS.flatMap((start) =>
        finetuned(setting)
          .filter(([name]) => seedsOf(setting, name).includes(seed))
          .map(([name, objective]) => continued(setting, name, objective, start, seed)),
      ),
    ),
    ...setting.scale.fewerSeeds.flatMap((seed) =>
      Object.keys(schedules(setting)).map((name) => scheduled(setting, name, seed)),
    ),
  ],
  collect(setting) {
    const found = (name: string, start: number, seeds: readonly number[], task: TaskName) => {
      const reports = seeds.map((seed) => ({ seed, report: reportOf(setting.folder, task(seed)) }));
      const trained = trainedObjective(name, reports);
      return trained ? [{ ...trained, start }] : [];
    };
    const names = finetuned(setting).map(([name]) => name);
    const finetuning: FinetunedObjective[] = [
      ...STARTS.flatMap((start) =>
        names.flatMap((name) =>
          found(name, start, seedsOf(setting, name), (seed) => continuedName(name, start, seed)),
        ),
      ),
      ...Object.entries(schedules(setting)).flatMap(([name, [{ until }]]) =>
        found(name, until ?? 1, setting.scale.fewerSeeds, (seed) => scheduledName(name, seed)),
      ),
    ];
    return { finetuning };
  },
};

/** The objectives that plain pretraining goes on with. */
function finetuned({ task }: Setting) {
  return Object.entries(objectivesOf(task)).filter(([name]) => name !== "mle");
}

/** The paper's claim is about conditional training, which has every seed; the others have fewer. */
function seedsOf({ seeds, scale }: Setting, objective: string): readonly number[] {
  return objective === "conditional" ? seeds : scale.fewerSeeds;
}

type TaskName = (seed: number) => string;

function continuedName(objective: string, start: number, seed: number): string {
  return `finetuning-${objective}-from-${100 * start}-seed${seed}`;
}

function scheduledName(schedule: string, seed: number): string {
  return `schedule-${schedule}-seed${seed}`;
}

/** Another order of the text than the one of the pretraining that goes on. */
const OTHER_ORDER = 100_000;

function continued(
  setting: Setting,
  name: string,
  objective: { readonly use: string },
  start: number,
  seed: number,
): Task {
  const from = pretrained("mle", seed);
  const tokens = (1 - start) * setting.tokens;
  const config = {
    ...trainingOf(setting, objective, OTHER_ORDER + seed, tokens),
    ...measured(setting),
    from: { path: `${setting.folder}/${from}`, objective: "mle", at: start, seed },
  };
  return runOf(setting, continuedName(name, start, seed), config, [from, REFERENCE]);
}

function schedules({ task }: Setting) {
  const { mle, conditional } = objectivesOf(task);
  return {
    "mle-then-conditional": [
      { objective: mle, until: 0.5 },
      { objective: conditional, until: 1 },
    ],
    "conditional-then-mle": [
      { objective: conditional, until: 0.9 },
      { objective: mle, until: 1 },
    ],
  };
}

function scheduled(setting: Setting, name: string, seed: number): Task {
  const phases = schedules(setting)[name as keyof ReturnType<typeof schedules>];
  const config = {
    ...trainingOf(setting, { use: "schedule", phases, generation: "conditional", name }, seed),
    ...measured(setting),
  };
  return runOf(setting, scheduledName(name, seed), config, [REFERENCE]);
}

/** What is measured at the end. */
function measured(setting: Setting) {
  const count = setting.scale.otherSamples;
  return {
    ...fromReference(setting),
    scenarios: [
      { name: "unconditional" },
      { name: "misaligned", mark: "misaligned", count },
      { name: "unmarked", mark: "none", count },
    ],
  };
}
