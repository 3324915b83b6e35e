import type { Ablation, SeedReport } from "@preflm/eval";
import type { Task } from "preflm";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { reportOf, seedReport } from "../reports.ts";
import { runOf } from "../run-of.ts";
import { type Setting, trainingOf } from "../setting.ts";
import { pretrained } from "./pretraining.ts";
import { fromReference, REFERENCE } from "./reference.ts";

/** Threshold, unmarked share, α and β at other values, one at a time, everything else as in pretraining. */
export const ablations: Experiment = {
  tasks: (setting) =>
    varied(setting).flatMap((varied) =>
      varied.values.flatMap((value) =>
        setting.scale.fewerSeeds.map((seed) => training(setting, varied, value, seed)),
      ),
    ),
  collect(setting) {
    const seeds = (name: (seed: number) => string): SeedReport[] =>
      setting.scale.fewerSeeds.flatMap((seed) => {
        const [run] = reportOf(setting.folder, name(seed))?.runs ?? [];
        return run ? [seedReport(run, seed)] : [];
      });
    const found = varied(setting).map(({ values, ...varied }): Ablation => {
      const { objective, chosen } = varied;
      const others = values.map((value) => ({
        value,
        seeds: seeds((seed) => nameOf(varied, value, seed)),
      }));
      const own = { value: chosen, seeds: seeds((seed) => pretrained(objective, seed)) };
      return { ...varied, runs: [own, ...others].filter((run) => run.seeds.length > 0) };
    });
    return { ablations: found.filter(({ runs }) => runs.length > 1) };
  },
};

interface Varied {
  readonly objective: "conditional" | "unlikelihood" | "rwr";
  readonly option: "threshold" | "unmarkedShare" | "alpha" | "beta";
  /** The value that all else is run with. */
  readonly chosen: number | string;
}

/** The default of conditional training. */
const UNMARKED_SHARE = 0.01;

function varied({ task, scale }: Setting): (Varied & { readonly values: readonly number[] })[] {
  const { threshold, alpha, beta, ablations: others } = task;
  const line = typeof threshold === "number" ? threshold : `quantile ${threshold.quantile}`;
  const unmarkedShare = UNMARKED_SHARE;
  const options: Varied[] = [
    { objective: "conditional", option: "threshold", chosen: line },
    { objective: "conditional", option: "unmarkedShare", chosen: unmarkedShare },
    { objective: "unlikelihood", option: "alpha", chosen: alpha },
    { objective: "rwr", option: "beta", chosen: beta },
  ];
  return options.map((given) => ({
    ...given,
    values: others[given.option].slice(0, scale.ablations),
  }));
}

function nameOf({ objective, option }: Varied, value: number, seed: number): string {
  return `ablation-${objective}-${option}-${value}-seed${seed}`;
}

function training(setting: Setting, varied: Varied, value: number, seed: number): Task {
  const objective = { ...objectivesOf(setting.task)[varied.objective], [varied.option]: value };
  const scenarios = [
    { name: "unconditional" },
    { name: "misaligned", mark: "misaligned", count: setting.scale.otherSamples },
  ];
  const config = { ...trainingOf(setting, objective, seed), ...fromReference(setting), scenarios };
  return runOf(setting, nameOf(varied, value, seed), config, [REFERENCE]);
}
