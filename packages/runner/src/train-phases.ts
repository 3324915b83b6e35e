import { join } from "node:path";
import { type Objective, PreflmError } from "@preflm/core";
import { createLoader, type EpochStores, epochStores, type LoaderPosition } from "@preflm/data";
import type { JobContext } from "./job.ts";
import { type TrainingPhase, trainingPhases } from "./phases.ts";
import type { Settings } from "./settings.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { train, type Update } from "./train.ts";
import type { Training } from "./train-job.ts";

/**
 * The updates from where the training stands to its end, phase after phase, and where the data stands after each. All
 * phases are packed before the first update, so that one with too few documents is told of at once; the clock of
 * training stands still meanwhile.
 */
export async function* trainPhases(
  context: JobContext,
  training: Training,
  clock: Stopwatch,
): AsyncGenerator<{ readonly update: Update; readonly position: LoaderPosition }> {
  const { steps, rows, columns, accumulate } = context.settings;
  const { job, objective, model, before } = training;
  let done = before?.step ?? 0;
  const ahead: { phase: TrainingPhase; packed: EpochStores }[] = [];
  try {
    for (const phase of trainingPhases(objective, steps)) {
      if (phase.until > done)
        ahead.push({ phase, packed: storesOf(context, training, phase.objective, phase.share) });
    }
    const phases = [];
    for (const { phase, packed } of ahead) {
      const stores = (epoch: number) => clock.without(() => packed(epoch));
      const from = before && done > phase.from ? { position: before.position } : {};
      const loader = await createLoader({ stores, rows, columns, seed: job.seed, ...from });
      phases.push({ phase, packed, loader });
    }
    if (context.prepared.heldOut === 0) throw nothingHeldOut(context.settings);
    const loop = { ...context.settings.training, steps, accumulate };
    for (const { phase, packed, loader } of phases) {
      for await (const update of train(model, phase.objective, loader, loop, done, phase.until)) {
        done = update.step;
        yield { update, position: loader.position };
      }
      packed.close();
    }
  } finally {
    for (const { packed } of ahead) packed.close();
  }
}

/** The token stores of a phase: its documents as its objective wants them. */
function storesOf(
  { prepared, directory, emit }: JobContext,
  { job, tokenizer }: Training,
  objective: Objective,
  share: TrainingPhase["share"],
): EpochStores {
  const onProgress = ({ documents }: { readonly documents: number }) =>
    emit({ type: "progress", phase: "pack", job, done: documents, unit: "documents" });
  return epochStores(() => prepared.trainDocuments(share), {
    tokenizer,
    objective,
    seed: job.seed,
    path: join(directory, "packed", job.name, `from-${share[0]}`),
    cache: prepared.cache,
    onProgress,
  });
}

/** Told before the training rather than after it. */
function nothingHeldOut({ evaluation }: Settings): PreflmError {
  return new PreflmError(
    "invalid-input",
    `No document of the corpus is held out to measure bits per byte on: evaluation.heldOut is ${evaluation.heldOut}. Raise it, or give more documents.`,
  );
}
