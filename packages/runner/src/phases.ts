import type { Objective } from "@preflm/core";
import { updateAt } from "./milestones.ts";

/** A stretch of a training: its objective, its updates and its documents. */
export interface TrainingPhase {
  readonly objective: Objective;
  /** Updates done when it begins. */
  readonly from: number;
  /** Updates done when it ends. */
  readonly until: number;
  /** The shares of the budget between which it lies: it reads the documents between them. */
  readonly share: readonly [from: number, until: number];
}

/** The phases of an objective's training in order, without those too short for an update; one for most objectives. */
export function trainingPhases(objective: Objective, steps: number): readonly TrainingPhase[] {
  const phases = objective.phases ?? [{ objective, until: 1 }];
  return phases
    .map((phase, i) => {
      const share = [i === 0 ? 0 : phases[i - 1].until, phase.until] as const;
      const from = i === 0 ? 0 : updateAt(share[0], steps);
      return { objective: phase.objective, from, until: updateAt(share[1], steps), share };
    })
    .filter(({ from, until }) => from < until);
}
