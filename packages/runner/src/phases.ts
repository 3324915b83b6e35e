import { type Batch, type Objective, PreflmError } from "@preflm/core";
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

/** The phases of an objective's training in order; one for most objectives. Throws if one is too short for an update. */
export function trainingPhases(objective: Objective, steps: number): readonly TrainingPhase[] {
  const phases = objective.phases ?? [{ objective, until: 1 }];
  return phases.map(({ objective: part, until: end }, i) => {
    const share = [phases[i - 1]?.until ?? 0, end] as const;
    const [from, until] = share.map((place) => updateAt(place, steps));
    if (from < until) return { objective: withHead(part, objective), from, until, share };
    throw new PreflmError(
      "invalid-option",
      `${objective.name}: phase ${i + 1}, from ${share[0]} to ${end} of the budget, has none of the ${steps} updates; make it longer or raise training.tokens.`,
    );
  });
}

/** A phase that asks for no value head leaves the one that the model has as it is: its value term weighs nothing. */
function withHead(part: Objective, { valueHead }: Objective): Objective {
  if (!valueHead || part.valueHead) return part;
  const value = (batch: Batch) => ({ weight: 0, target: new Float32Array(batch.targets.length) });
  return { ...part, loss: (batch) => ({ ...part.loss(batch), value: value(batch) }) };
}
