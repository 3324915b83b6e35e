import type { Objective } from "@preflm/core";
import { registerLaws } from "./law.ts";
import { objectiveLaws } from "./objective/laws.ts";
import { fitted, type ObjectiveSubject, usualScores } from "./objective/subject.ts";

/** What to try an objective on. */
export interface ObjectiveTestOptions {
  /** Scores to try beside the kit's own, such as the thresholds that the objective was given. */
  readonly scores?: readonly number[];
  /** The objective with options at which it is maximum likelihood, such as `rwr({ beta: 1e9 })`. */
  readonly equalsMleAt?: readonly Objective[];
}

/** Registers the laws of an objective as vitest tests, in a `describe` block of their own. */
export function testObjective(
  objective: Objective | (() => Objective | Promise<Objective>),
  options: ObjectiveTestOptions = {},
): void {
  const title = typeof objective === "function" ? "objective" : `objective ${objective.name}`;
  registerLaws(title, objectiveLaws, async () =>
    objectiveSubject(typeof objective === "function" ? await objective() : objective, options),
  );
}

/** The subject of the laws. */
export function objectiveSubject(
  unfitted: Objective,
  { scores = [], equalsMleAt = [] }: ObjectiveTestOptions = {},
): ObjectiveSubject {
  const all = [...new Set([...usualScores, ...scores].map(Math.fround))].sort((a, b) => a - b);
  return {
    objective: fitted(unfitted),
    unfitted,
    scores: all,
    equalsMleAt: equalsMleAt.map(fitted),
  };
}
