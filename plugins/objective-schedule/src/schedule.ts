import { checkOptions, type Objective } from "@preflm/core";
import { checkPhases, checkValueHeads, namedPhase } from "./check-phases.ts";

/** An objective, and the share of the budget at which it ends. */
export interface Phase {
  readonly objective: Objective;
  /** In (0, 1], more than that of the phase before; the last phase ends at 1, where it may be left out. */
  readonly until?: number;
}

/** Options of `schedule`. */
export interface ScheduleOptions {
  /** What is trained with, in order. */
  readonly phases: readonly Phase[];
  /** Name of the objective whose phase says how the finished model is measured and sampled. Default: that of the last phase. */
  readonly generation?: string;
  /** The schedule's own name. Default: those of its objectives, such as `mle-then-conditional`. */
  readonly name?: string;
}

/**
 * One objective after the other within one training: one optimiser and one learning rate over the whole budget, each
 * phase with documents of its own. Korbak et al. 2023 (§5) switch from MLE to feedback at 50 % and 90 %.
 *
 * `schedule([{ objective: mle(), until: 0.5 }, { objective: conditional({ threshold: 0 }) }])`
 */
export function schedule(
  given: readonly Phase[] | ScheduleOptions,
  others: Omit<ScheduleOptions, "phases"> = {},
): Objective {
  const options: ScheduleOptions =
    Array.isArray(given) || typeof given !== "object"
      ? { ...others, phases: given as readonly Phase[] }
      : (given as ScheduleOptions);
  const checks = checkOptions("schedule", options, ["phases", "generation", "name"]);
  const phases = checkPhases(options.phases);
  const objectives = phases.map(({ objective }) => objective);
  const { name = objectives.map((objective) => objective.name).join("-then-") } = options;
  checks.string("name", name);
  const { generation } = options;
  const last = objectives[objectives.length - 1];
  const shown = generation === undefined ? last : namedPhase(objectives, generation);

  const controlTokens = [...new Set(objectives.flatMap((one) => one.controlTokens ?? []))];
  const valueHead = checkValueHeads(objectives);
  const own = new Set(shown.controlTokens);
  const banned = [
    ...(shown.generation?.banned ?? []),
    ...controlTokens.filter((token) => !own.has(token)),
  ];
  return {
    specificationVersion: "v1",
    name,
    options: {
      phases: phases.map(({ objective, until }) => ({
        objective: { use: objective.name, ...objective.options },
        until,
      })),
      ...(generation === undefined ? {} : { generation }),
    },
    ...(controlTokens.length > 0 && { controlTokens }),
    ...(valueHead && { valueHead }),
    ...(objectives.some((objective) => objective.fit) && {
      fit: (scores) =>
        schedule({
          ...options,
          name,
          phases: phases.map(({ objective, until }) => ({
            objective: objective.fit?.(scores) ?? objective,
            until,
          })),
        }),
    }),
    ...(shown.select && { select: shown.select }),
    ...(shown.prefix && { prefix: shown.prefix }),
    loss: shown.loss,
    ...((shown.generation || banned.length > 0) && {
      generation: { ...shown.generation, ...(banned.length > 0 && { banned }) },
    }),
    phases,
  };
}
