import { join } from "node:path";
import { createLoader, epochStores, type LoaderPosition } from "@preflm/data";
import type { JobContext } from "./job.ts";
import { trainingPhases } from "./phases.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { train, type Update } from "./train.ts";
import type { Training } from "./train-job.ts";

/**
 * The updates from where the training stands to its end, phase after phase, and where the data stands after each.
 * The clock of training stands still while text is packed.
 */
export async function* trainPhases(
  { settings, prepared, directory, emit }: JobContext,
  { job, objective, model, tokenizer, before }: Training,
  clock: Stopwatch,
): AsyncGenerator<{ readonly update: Update; readonly position: LoaderPosition }> {
  const { steps, rows, columns, accumulate } = settings;
  const { seed } = job;
  const onProgress = ({ documents }: { readonly documents: number }) =>
    emit({ type: "progress", phase: "pack", job, done: documents, unit: "documents" });
  let done = before?.step ?? 0;
  for (const phase of trainingPhases(objective, steps)) {
    if (phase.until <= done) continue;
    const packed = epochStores(() => prepared.trainDocuments(phase.share), {
      tokenizer,
      objective: phase.objective,
      seed,
      path: join(directory, "packed", job.name),
      cache: prepared.cache,
      onProgress,
    });
    const stores = (epoch: number) => clock.without(() => packed(epoch));
    try {
      const from = before && done > phase.from ? { position: before.position } : {};
      const loader = await createLoader({ stores, rows, columns, seed, ...from });
      const loop = { ...settings.training, steps, accumulate };
      for await (const update of train(model, phase.objective, loader, loop, done, phase.until)) {
        done = update.step;
        yield { update, position: loader.position };
      }
    } finally {
      packed.close();
    }
  }
}
