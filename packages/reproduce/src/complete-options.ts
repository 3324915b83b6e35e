import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkOptions, PreflmError, show } from "@preflm/core";
import type { Korbak2023Options } from "./korbak2023.ts";
import { type ExperimentName, experiments } from "./plan.ts";
import { type ScaleName, scales } from "./scales.ts";
import type { Setting } from "./setting.ts";
import { type TaskName, tasks } from "./tasks.ts";

/** Options with their defaults, and what they mean. */
export interface CompleteOptions {
  /** As they were given. */
  readonly asked: Korbak2023Options;
  readonly setting: Setting;
  readonly task: TaskName;
  readonly scale: ScaleName;
  readonly only: readonly ExperimentName[];
  readonly workers: number;
}

const OPTIONS = [
  ...["task", "scale", "only", "seeds", "name", "output", "corpus", "workers"],
  ...["signal", "onPlan", "onEvent"],
];

/** Checks the options of `korbak2023` and fills in what is left open. */
export function completeOptions(options: Korbak2023Options): CompleteOptions {
  const check = checkOptions("reproduce korbak2023", options, OPTIONS);
  const task = check.oneOf("task", options.task ?? "pii", names(tasks));
  const scaleName = check.oneOf("scale", options.scale ?? "tiny", names(scales));
  const all = names(experiments);
  const only = options.only ?? all;
  for (const name of only) check.oneOf("only", name, all);
  const scale = scales[scaleName];
  const seeds = options.seeds ?? scale.seeds;
  for (const seed of seeds) check.integer("seeds", seed, { min: 0, max: 99_999 });
  if (seeds.length === 0 || new Set(seeds).size < seeds.length) {
    throw new PreflmError(
      "invalid-option",
      `reproduce korbak2023: "seeds" must be different whole numbers, at least one, got ${show(seeds)}.`,
    );
  }
  const workers = check.integer("workers", options.workers ?? availableParallelism(), { min: 1 });
  const { output = "runs", name = `korbak2023-${task}-${scaleName}`, corpus } = options;
  const moreSeeds = options.seeds ? [] : scale.moreSeeds;
  const fewer = Math.min(scale.fewerSeeds.length, seeds.length);
  return {
    asked: options,
    setting: {
      folder: join(output, name),
      task: tasks[task],
      scale: { ...scale, seeds, fewerSeeds: seeds.slice(0, fewer), moreSeeds },
      seeds,
      tokens: scale.tokens[task],
      ...(corpus === undefined ? {} : { corpus }),
      secondsPerToken: 0,
      project: dirname(fileURLToPath(import.meta.url)),
    },
    task,
    scale: scaleName,
    only: all.filter((name) => only.includes(name)),
    workers,
  };
}

function names<Name extends string>(from: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(from) as Name[];
}
