import { join } from "node:path";
import { setImmediate as macrotask } from "node:timers/promises";
import { type Batch, type Model, type ModelState, type Objective, PreflmError } from "@preflm/core";
import { createLoader, epochStores, type LoaderPosition, type Tokenizer } from "@preflm/data";
import { saveCheckpoint, type TrainingState } from "./checkpoint.ts";
import { createCurve } from "./curve.ts";
import type { Job } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import type { JobContext } from "./job.ts";
import type { Measurements } from "./measure.ts";
import type { Settings } from "./settings.ts";
import { interrupted } from "./signal.ts";
import { Divergence, train } from "./train.ts";
import { versions } from "./versions.ts";

/** Trains the model to the end, from where it stands; checkpoints go to the folder. */
export async function trainJob(
  { settings, prepared, directory, emit, signal }: JobContext,
  job: Job,
  objective: Objective,
  model: Model,
  tokenizer: Tokenizer,
  folder: string,
  before: TrainingState | undefined,
) {
  const { steps, rows, columns, accumulate } = settings;
  const { tokensPerUpdate, checkpointEvery = Math.ceil(steps / 10) } = settings.training;
  const { seed } = job;
  const curve = createCurve(steps, before?.curve);
  const start = before?.step ?? 0;
  let done = start;
  let began = performance.now();
  const seconds = () => (before?.seconds ?? 0) + (performance.now() - began) / 1000;

  let unsaved: { position: LoaderPosition; batches: readonly Batch[] } | undefined;
  let path = "";
  const save = async () => {
    if (!unsaved) return;
    const state = await model.save();
    expectFinite(state, done, unsaved.batches);
    path = await saveCheckpoint(folder, model.config, state, tokenizer, {
      objective: job.objective,
      seed,
      step: done,
      tokens: done * tokensPerUpdate,
      seconds: seconds(),
      position: unsaved.position,
      curve: curve.points(),
      ...(objective.generation ? { generation: objective.generation } : {}),
      versions,
    });
    unsaved = undefined;
    emit({ type: "checkpoint", job, step: done, path });
  };

  const onProgress = ({ documents }: { readonly documents: number }) =>
    emit({ type: "progress", phase: "pack", job, done: documents, unit: "documents" });
  const stores = epochStores(prepared.trainDocuments, {
    tokenizer,
    objective,
    seed,
    path: join(directory, "packed", job.name),
    cache: prepared.cache,
    onProgress,
  });
  try {
    const position = before?.position;
    const from = position ? { position } : {};
    const loader = await createLoader({ stores, rows, columns, seed, ...from });
    if (prepared.heldOut === 0) throw nothingHeldOut(settings);
    const loop = { ...settings.training, steps, accumulate };
    began = performance.now();
    for await (const { batches, ...update } of train(model, objective, loader, loop, start)) {
      done = update.step;
      unsaved = { position: loader.position, batches };
      curve.add(done, update.loss);
      const tokensPerSecond =
        ((done - start) * tokensPerUpdate * 1000) / (performance.now() - began);
      emit({
        type: "train",
        job,
        ...update,
        steps,
        tokens: done * tokensPerUpdate,
        tokensPerSecond,
      });
      await macrotask(); // let signals, timers and progress bars have their turn
      if (done === steps || done % checkpointEvery === 0) await save();
      if (signal.aborted) break;
    }
  } catch (error) {
    if (error instanceof Divergence) await saveDivergence(error, folder);
    // Stopped while the next epoch was packed: what was trained since the last checkpoint is saved below.
    const stopped = error instanceof PreflmError && error.code === "interrupted";
    if (!stopped || done === start) throw error;
  } finally {
    stores.close();
  }
  if (signal.aborted && done > start) {
    await save();
    throw interrupted(`after update ${done} of ${steps}; ${path} is saved`);
  }
  return trainingResult(settings, curve.points(), seconds());
}

/** What a finished training leaves for the report. */
export function trainingResult(
  { steps, training }: Settings,
  curve: TrainingState["curve"],
  seconds: number,
): Pick<Measurements, "tokens" | "seconds" | "curve"> {
  const { tokensPerUpdate } = training;
  return {
    tokens: steps * tokensPerUpdate,
    seconds,
    curve: curve.map(({ step, sum, count }) => ({
      tokens: step * tokensPerUpdate,
      loss: sum / count,
    })),
  };
}

/** Told before the training rather than after it. */
function nothingHeldOut({ evaluation }: Settings): PreflmError {
  return new PreflmError(
    "invalid-input",
    `No document of the corpus is held out to measure bits per byte on: evaluation.heldOut is ${evaluation.heldOut}. Raise it, or give more documents.`,
  );
}

/** A checkpoint that cannot be gone on from must not replace one that can. */
function expectFinite({ weights }: ModelState, step: number, batches: readonly Batch[]): void {
  for (const [name, values] of Object.entries(weights)) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new Divergence(step, `weight ${name} is ${bad}`, batches);
  }
}

async function saveDivergence(error: Divergence, folder: string): Promise<void> {
  const batches = error.batches.map(({ rows, columns, inputs, targets, scores }) => ({
    rows,
    columns,
    inputs: [...inputs],
    targets: [...targets],
    scores: [...scores],
  }));
  const path = join(folder, "diverged.json");
  await writeFileAtomic(path, `${JSON.stringify({ error: error.message, batches })}\n`);
  error.message += ` The batch is in ${path}; earlier checkpoints are untouched.`;
}
