import { join } from "node:path";
import {
  type Backend,
  type Model,
  type ModelConfig,
  type Objective,
  PreflmError,
  type Scorer,
} from "@preflm/core";
import { type Tokenizer, withControlTokens } from "@preflm/data";
import type { ReferenceSamples } from "@preflm/eval";
import {
  type Checkpoint,
  latestCheckpoint,
  removeOtherCheckpoints,
  type TrainingState,
} from "./checkpoint.ts";
import type { Emit } from "./emit.ts";
import type { Job } from "./events.ts";
import { removeLeftovers } from "./files.ts";
import { type Measurements, openMeasuring } from "./measure.ts";
import type { Prepared } from "./prepare.ts";
import type { Settings } from "./settings.ts";
import { startModel, withoutForeignMarks } from "./start-model.ts";
import { trainingResult, trainJob } from "./train-job.ts";

/** What a job needs from its run. */
export interface JobContext {
  readonly settings: Settings;
  readonly scorer: Scorer;
  readonly backend: Backend;
  readonly prepared: Prepared;
  /** What the reference model wrote, if there is one. */
  readonly reference?: ReferenceSamples;
  /** The run's folder. */
  readonly directory: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Trains one objective with one seed, or goes on where its last checkpoint stands, and measures the model. */
export async function runJob(
  context: JobContext,
  job: Job,
  asked: Objective,
): Promise<Measurements> {
  const folder = join(context.directory, "checkpoints", job.name);
  const kept = join(context.directory, "kept", job.name);
  await Promise.all([folder, kept].map(removeLeftovers));
  const tokenizer = withControlTokens(context.prepared.tokenizer, asked.controlTokens ?? []);
  const objective = withoutForeignMarks(asked, tokenizer);
  const { model, before } = await openModel(context, job, objective, tokenizer, folder);
  const { settings } = context;
  const measuring = openMeasuring(context, job, objective, tokenizer);
  try {
    const trained =
      before?.step === settings.steps
        ? trainingResult(settings, before)
        : await trainJob(context, {
            job,
            objective,
            model,
            tokenizer,
            folder,
            kept,
            ...(before ? { before } : {}),
            evaluate: (tokens) => measuring.point(model, tokens),
          });
    return { ...(await measuring.end(model)), ...trained };
  } finally {
    measuring.close();
    model.dispose();
  }
}

/** The model on its device, with what was trained before. The host's copy of the weights is not kept. */
async function openModel(
  { settings, backend, emit }: JobContext,
  job: Job,
  objective: Objective,
  tokenizer: Tokenizer,
  folder: string,
): Promise<{ model: Model; before: TrainingState | undefined }> {
  const config: ModelConfig = {
    ...settings.model,
    vocabulary: tokenizer.vocabulary,
    ...(objective.valueHead ? { valueHead: objective.valueHead } : {}),
  };
  const checkpoint = settings.resume ? await latestCheckpoint(folder) : undefined;
  if (!checkpoint) {
    const state = await startModel(config, job.seed, settings);
    return { model: await backend.load(config, state), before: undefined };
  }
  const { training: before, path, state } = checkpoint;
  expectSameModel(checkpoint, config);
  await removeOtherCheckpoints(path); // a kill may have come before that
  emit({ type: "resume", job, step: before.step, path });
  return { model: await backend.load(config, state), before };
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
