import { type AdamW, type Batch, type Model, type Objective, PreflmError } from "@preflm/core";
import type { Loader } from "@preflm/data";
import { learningRateAt, type Schedule } from "./schedule.ts";

/** The settings of the loop, complete. */
export interface LoopSettings extends Schedule, Omit<AdamW, "learningRate"> {
  /** Updates in all. */
  readonly steps: number;
  /** Micro-batches per update. */
  readonly accumulate: number;
}

/** What one update did. */
export interface Update {
  /** Updates done, from 1. */
  readonly step: number;
  /** Mean loss per predicted token. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Its micro-batches. */
  readonly batches: readonly Batch[];
}

/** Thrown when the loss, the gradient or a weight is not finite; carries the batches, so that they can be looked at. */
export class Divergence extends PreflmError {
  readonly batches: readonly Batch[];

  constructor(step: number, what: string, batches: readonly Batch[]) {
    super(
      "diverged",
      `Training diverged at update ${step}: the ${what}. Start a new run with a lower learning rate or a longer warm-up.`,
    );
    this.batches = batches;
  }
}

/**
 * The training loop: for each update, add up the gradients of the micro-batches, then one AdamW step.
 * The loss of an update is the mean over all its predictions. The learning rate is that of `settings.steps` updates.
 *
 * @param start updates done before
 * @param end updates done after it
 */
export async function* train(
  model: Model,
  objective: Objective,
  loader: Loader,
  settings: LoopSettings,
  start = 0,
  end = settings.steps,
): AsyncGenerator<Update> {
  const { steps, accumulate, beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
  for (let step = start; step < end; step++) {
    const batches: Batch[] = [];
    let loss = 0;
    for (let micro = 0; micro < accumulate; micro++) {
      const batch = await loader.next();
      const scale = 1 / (batch.rows * batch.columns * accumulate);
      loss += await model.accumulate(batch, objective.loss(batch), scale);
      batches.push(batch);
    }
    if (!Number.isFinite(loss)) throw new Divergence(step + 1, `loss is ${loss}`, batches);

    const learningRate = learningRateAt(step, steps, settings);
    const gradientNorm = await model.update({
      learningRate,
      beta1,
      beta2,
      epsilon,
      weightDecay,
      clipNorm,
    });
    if (!Number.isFinite(gradientNorm))
      throw new Divergence(step + 1, `gradient's norm is ${gradientNorm}`, batches);

    yield { step: step + 1, loss, learningRate, gradientNorm, batches };
  }
}
