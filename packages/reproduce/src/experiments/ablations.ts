import type { Ablation, SeedReport } from "@preflm/eval";
import type { Task } from "preflm";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { reportOf, seedReport } from "../reports.ts";
import { runOf } from "../run-of.ts";
import { type Setting, trainingOf } from "../setting.ts";
import { fromReference, REFERENCE } from "./reference.ts";

/** Threshold, unmarked share, α and β at other values, one at a time; the chosen values are run with the same budget. */
export const ablations: Experiment = {
  tasks: (setting) =>
    setting.scale.fewerSeeds.flatMap((seed) => [
      ...ABLATED.map((objective) => training(setting, { objective }, seed)),
      ...variations(setting).flatMap(({ objective, option, values }) =>
        values.map((value) => training(setting, { objective, option, value }, seed)),
      ),
    ]),
  collect(setting) {
    const seedsOf = (variant: Variant): SeedReport[] =>
      setting.scale.fewerSeeds.flatMap((seed) => {
        const [run] = reportOf(setting.folder, nameOf(variant, seed))?.runs ?? [];
        return run ? [seedReport(run, seed)] : [];
      });
    const found = variations(setting).map(({ objective, option, chosen, values }): Ablation => {
      const own = { value: chosen, seeds: seedsOf({ objective }) };
      const others = values.map((value) => ({
        value,
        seeds: seedsOf({ objective, option, value }),
      }));
      const runs = [own, ...others].filter(({ seeds }) => seeds.length > 0);
      return { objective, option, chosen, runs };
    });
    return { ablations: found.filter(({ runs }) => runs.length > 1) };
  },
};

/** The objectives whose options are varied. */
const ABLATED = ["conditional", "unlikelihood", "rwr"] as const;

interface Variation {
  readonly objective: (typeof ABLATED)[number];
  readonly option: "threshold" | "unmarkedShare" | "alpha" | "beta";
  /** The value that all else is run with. */
  readonly chosen: number | string;
  /** Others that are tried. */
  readonly values: readonly number[];
}

/** An objective with its chosen options, or with another value of one. */
type Variant = Pick<Variation, "objective"> & {
  readonly option?: Variation["option"];
  readonly value?: number;
};

/** The default of conditional training. */
const UNMARKED_SHARE = 0.01;

function variations({ task, scale }: Setting): Variation[] {
  const { threshold, alpha, beta } = task;
  const line = typeof threshold === "number" ? threshold : `quantile ${threshold.quantile}`;
  const others = (option: Variation["option"]) =>
    task.ablations[option].slice(0, scale.ablations.values);
  const vary = (
    objective: Variation["objective"],
    option: Variation["option"],
    chosen: Variation["chosen"],
  ) => ({ objective, option, chosen, values: others(option) });
  return [
    vary("conditional", "threshold", line),
    vary("conditional", "unmarkedShare", UNMARKED_SHARE),
    vary("unlikelihood", "alpha", alpha),
    vary("rwr", "beta", beta),
  ];
}

function nameOf({ objective, option, value }: Variant, seed: number): string {
  const variant = option === undefined ? "chosen" : `${option}-${value}`;
  return `ablation-${objective}-${variant}-seed${seed}`;
}

function training(setting: Setting, variant: Variant, seed: number): Task {
  const { objective, option, value } = variant;
  const { scale, task } = setting;
  const changed = option === undefined ? {} : { [option]: value };
  const own = { ...objectivesOf(task)[objective], ...changed };
  const tokens = scale.ablations.share * setting.tokens;
  const scenarios = [
    { name: "unconditional" },
    { name: "misaligned", mark: "misaligned", count: scale.otherSamples },
  ];
  const config = {
    ...trainingOf(setting, own, seed, tokens),
    ...fromReference(setting),
    scenarios,
  };
  return runOf(setting, nameOf(variant, seed), config, [REFERENCE]);
}
