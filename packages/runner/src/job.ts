import { join } from "node:path";
import { setImmediate as macrotask } from "node:timers/promises";
import {
  type Backend,
  type Model,
  type ModelConfig,
  type Objective,
  PreflmError,
  type Scorer,
} from "@preflm/core";
import { createLoader, epochStores, type Tokenizer, withControlTokens } from "@preflm/data";
import { initialise } from "@preflm/gpt";
import { type Checkpoint, latestCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { createCurve } from "./curve.ts";
import type { Emit } from "./emit.ts";
import type { Job } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import { type Measurements, measure } from "./measure.ts";
import type { Prepared } from "./prepare.ts";
import type { Settings } from "./settings.ts";
import { Divergence, train } from "./train.ts";
import { versions } from "./versions.ts";

/** What a job needs from its run. */
export interface JobContext {
  readonly settings: Settings;
  readonly scorer: Scorer;
  readonly backend: Backend;
  readonly prepared: Prepared;
  /** The run's folder. */
  readonly directory: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Trains one objective with one seed, or goes on where its last checkpoint stands, and measures the model. */
export async function runJob(
  context: JobContext,
  job: Job,
  objective: Objective,
): Promise<Measurements> {
  const { settings, backend, prepared, directory, emit } = context;
  const folder = join(directory, "checkpoints", job.name);
  const tokenizer = withControlTokens(prepared.tokenizer, objective.controlTokens ?? []);
  const config: ModelConfig = {
    ...settings.model,
    vocabulary: tokenizer.vocabulary,
    ...(objective.valueHead ? { valueHead: objective.valueHead } : {}),
  };
  const checkpoint = settings.resume ? await latestCheckpoint(folder) : undefined;
  if (checkpoint) {
    expectSameModel(checkpoint, config);
    emit({ type: "resume", job, step: checkpoint.training.step, path: checkpoint.path });
  }
  const state = checkpoint?.state ?? initialise(config, job.seed, settings.training.deviation);
  const model = await backend.load(config, state);
  try {
    const trained = await trainJob(context, job, objective, model, tokenizer, folder, checkpoint);
    return { ...(await measure(context, job, objective, model, tokenizer)), ...trained };
  } finally {
    model.dispose();
  }
}

async function trainJob(
  { settings, prepared, directory, emit, signal }: JobContext,
  job: Job,
  objective: Objective,
  model: Model,
  tokenizer: Tokenizer,
  folder: string,
  checkpoint: Checkpoint | undefined,
) {
  const { steps, rows, columns, accumulate } = settings;
  const { tokensPerUpdate, checkpointEvery = Math.ceil(steps / 10) } = settings.training;
  const { seed } = job;
  const { cache } = prepared;
  const path = join(directory, "packed", job.name);
  const onProgress = ({ documents }: { readonly documents: number }) =>
    emit({ type: "progress", phase: "pack", job, done: documents, unit: "documents" });
  const packing = { tokenizer, objective, seed, path, cache, onProgress };
  const stores = epochStores(prepared.trainDocuments, packing);
  const position = checkpoint?.training.position;
  const loader = await createLoader({
    stores,
    rows,
    columns,
    seed,
    ...(position ? { position } : {}),
  });

  const curve = createCurve(steps, checkpoint?.training.curve);
  const start = checkpoint?.training.step ?? 0;
  let [done, saved] = [start, start];
  const began = performance.now();
  const seconds = () => (checkpoint?.training.seconds ?? 0) + (performance.now() - began) / 1000;
  const save = async () => {
    const path = await saveCheckpoint(folder, model.config, await model.save(), tokenizer, {
      objective: job.objective,
      seed,
      step: done,
      tokens: done * tokensPerUpdate,
      seconds: seconds(),
      position: loader.position,
      curve: curve.points(),
      ...(objective.generation ? { generation: objective.generation } : {}),
      versions,
    });
    saved = done;
    emit({ type: "checkpoint", job, step: done, path });
    return path;
  };

  const loop = { ...settings.training, steps, accumulate };
  try {
    for await (const update of train(model, objective, loader, loop, start)) {
      done = update.step;
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
      if (done === steps || done % checkpointEvery === 0) await save();
      await macrotask(); // let signals, timers and progress bars have their turn
      if (signal.aborted) {
        const path = saved === done ? folder : await save();
        throw new PreflmError(
          "interrupted",
          `Stopped after update ${done} of ${steps}; ${path} is saved. Run again with resume to go on.`,
        );
      }
    }
  } catch (error) {
    if (error instanceof Divergence) await saveDivergence(error, folder);
    throw error;
  } finally {
    stores.close();
  }
  const points = curve.points();
  return {
    tokens: steps * rows * columns * accumulate,
    seconds: seconds(),
    curve: points.map(({ step, sum, count }) => ({
      tokens: step * tokensPerUpdate,
      loss: sum / count,
    })),
  };
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

function expectSameModel({ path, config: saved }: Checkpoint, config: ModelConfig): void {
  for (const name of ["layers", "width", "heads", "context", "vocabulary", "valueHead"] as const) {
    if (saved[name] !== config[name]) {
      throw new PreflmError(
        "invalid-option",
        `The checkpoint ${path} has ${name} ${saved[name]}, but this run asks for ${config[name]}. Resume with the settings it was made with, or choose another name.`,
      );
    }
  }
}
