import { setImmediate as macrotask } from "node:timers/promises";
import { type Batch, type Model, type Objective, PreflmError } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import type { EvaluationPoint } from "@preflm/eval";
import { removeOtherCheckpoints, saveCheckpoint, type TrainingState } from "./checkpoint.ts";
import { createCurve } from "./curve.ts";
import { expectFinite, saveDivergence } from "./divergence.ts";
import type { Job } from "./events.ts";
import type { JobContext } from "./job.ts";
import type { Measurements } from "./measure.ts";
import { updateAt } from "./milestones.ts";
import type { Settings } from "./settings.ts";
import { interrupted } from "./signal.ts";
import { stopwatch } from "./stopwatch.ts";
import { Divergence } from "./train.ts";
import { trainPhases } from "./train-phases.ts";
import { versions } from "./versions.ts";

/** What is trained, and where it stands. */
export interface Training {
  readonly job: Job;
  readonly objective: Objective;
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  /** Folder of the checkpoint to go on from. */
  readonly folder: string;
  /** Folder of the checkpoints that are kept for good. */
  readonly kept: string;
  /** What an earlier start left; absent at the beginning. */
  readonly before?: TrainingState;
  /** Measures the model between updates, at the shares `evaluation.at`; must leave the model as it is. */
  readonly evaluate: (tokens: number) => Promise<EvaluationPoint>;
}

/** What a finished training leaves for the report. */
export type TrainingResult = Pick<Measurements, "tokens" | "seconds" | "curve" | "points">;

/** Trains the model to the end, from where it stands; checkpoints go to the folders. */
export async function trainJob(context: JobContext, training: Training): Promise<TrainingResult> {
  const { settings, emit, signal } = context;
  const { job, objective, model, tokenizer, folder, before, evaluate } = training;
  const { steps } = settings;
  const { tokensPerUpdate, checkpointEvery = Math.ceil(steps / 10) } = settings.training;
  const milestones = (shares: readonly number[]) =>
    new Set(shares.map((share) => updateAt(share, steps)));
  const kept = milestones(settings.training.keep);
  const measured = milestones(settings.evaluation.at);
  measured.delete(steps); // the end is measured when the training is done

  const start = before?.step ?? 0;
  let done = start;
  let position = before?.position ?? { epoch: 0, window: 0 };
  let batches: readonly Batch[] = [];
  let saved = start;
  let path = "";
  const curve = createCurve(steps, before?.curve);
  const points = [...(before?.points ?? [])];
  const clock = stopwatch(before?.seconds);

  const save = async () => {
    const state = await model.save();
    expectFinite(state, done, batches);
    const { generation } = objective;
    const now: TrainingState = {
      objective: job.objective,
      seed: job.seed,
      step: done,
      steps,
      tokens: done * tokensPerUpdate,
      seconds: clock.seconds(),
      position,
      curve: curve.points(),
      points,
      ...(generation ? { generation } : {}),
      versions,
    };
    // What is kept comes first: after a kill in between, it is written once more.
    if (kept.has(done)) await saveCheckpoint(training.kept, model.config, state, tokenizer, now);
    path = await saveCheckpoint(folder, model.config, state, tokenizer, now);
    await removeOtherCheckpoints(path);
    saved = done;
    emit({ type: "checkpoint", job, step: done, path });
  };
  const measureIfDue = async (): Promise<boolean> => {
    const tokens = done * tokensPerUpdate;
    if (!measured.has(done) || points.some((point) => point.tokens === tokens)) return false;
    points.push(await clock.without(() => evaluate(tokens)));
    return true;
  };

  try {
    if (await measureIfDue()) await save();
    const began = clock.seconds();
    for await (const { update, position: after } of trainPhases(context, training, clock)) {
      done = update.step;
      position = after;
      batches = update.batches;
      curve.add(done, update.loss);
      const { batches: _, ...step } = update;
      const tokens = done * tokensPerUpdate;
      const tokensPerSecond = ((done - start) * tokensPerUpdate) / (clock.seconds() - began);
      emit({ type: "train", job, ...step, steps, tokens, tokensPerSecond });
      await macrotask(); // let signals, timers and progress bars have their turn
      const due = done === steps || done % checkpointEvery === 0 || kept.has(done);
      if ((await measureIfDue()) || due) await save();
      if (signal.aborted) break;
    }
  } catch (error) {
    if (error instanceof Divergence) await saveDivergence(error, folder);
    // Stopped while measuring or packing: what was trained since the last checkpoint is saved below.
    const stopped = error instanceof PreflmError && error.code === "interrupted";
    if (!stopped || done === start) throw error;
  }
  if (signal.aborted && done > start) {
    if (saved < done) await save();
    throw interrupted(`after update ${done} of ${steps}; ${path} is saved`);
  }
  return trainingResult(settings, { curve: curve.points(), points, seconds: clock.seconds() });
}

/** What a training that is done leaves for the report. */
export function trainingResult(
  { steps, training }: Settings,
  { curve, points, seconds }: Pick<TrainingState, "curve" | "points" | "seconds">,
): TrainingResult {
  const { tokensPerUpdate } = training;
  return {
    tokens: steps * tokensPerUpdate,
    seconds,
    curve: curve.map(({ step, sum, count }) => ({
      tokens: step * tokensPerUpdate,
      loss: sum / count,
    })),
    points,
  };
}
