import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Scorer } from "@preflm/core";
import type { ObjectiveReport } from "@preflm/eval";
import type { TrainingState } from "./checkpoint.ts";
import type { Job, Listener } from "./events.ts";
import { locateCheckpoint } from "./locate-checkpoint.ts";
import type { Manifest } from "./manifest.ts";
import { type ModelResult, modelCard } from "./model-card.ts";
import { runRecord } from "./run-record.ts";

/**
 * A listener that writes a model card, README.md, beside each checkpoint, and again beside the last one when it has been
 * measured. At once: a checkpoint's folder may be removed when the next one is saved.
 */
export function modelCardListener(scorer: Scorer): Listener {
  let record: ReturnType<typeof runRecord> | undefined;
  const write = (folder: string, job: Job, result?: ObjectiveReport) => {
    const { manifest } = record!.read();
    const facts = { ...factsOf(manifest, job, scorer, result), ...stateOf(folder) };
    const card = modelCard({ ...facts, ...(result ? { results: resultsOf(result, scorer) } : {}) });
    const temporary = join(folder, "README.md.tmp");
    writeFileSync(temporary, card);
    renameSync(temporary, join(folder, "README.md"));
  };
  return (event) => {
    if (event.type === "start") record = runRecord(event.directory);
    if (event.type === "checkpoint") {
      const kept = join(record!.read().directory, "kept", event.job.name, basename(event.path));
      for (const folder of [event.path, kept]) if (existsSync(folder)) write(folder, event.job);
    }
    if (event.type === "result") {
      const { directory } = record!.read();
      const folder = locateCheckpoint(join(directory, "checkpoints", event.job.name));
      write(folder, event.job, event.result);
    }
  };
}

function factsOf(manifest: Manifest, job: Job, scorer: Scorer, result?: ObjectiveReport) {
  const { settings, corpus, versions, plugins } = manifest;
  const { objectives, scorer: _, ...rest } = settings;
  const { name, ...given } = (objectives as { readonly name: string }[]).find(
    (objective) => objective.name === job.objective,
  )!;
  const { fingerprint, unit } = scorer;
  return {
    name: job.name,
    objective: { name, options: result?.options ?? given }, // after the run with thresholds as numbers
    seed: job.seed,
    corpus,
    scorer: { fingerprint, ...(unit ? { unit } : {}) },
    settings: { ...rest, backend: manifest.backend, plugins },
    versions,
  };
}

/** What the checkpoint itself records. */
function stateOf(folder: string): Pick<TrainingState, "step" | "steps" | "tokens" | "generation"> {
  const state = JSON.parse(readFileSync(join(folder, "checkpoint.json"), "utf8")) as TrainingState;
  const { step, steps, tokens, generation } = state;
  return { step, steps, tokens, ...(generation ? { generation } : {}) };
}

function resultsOf(result: ObjectiveReport, { unit }: Scorer): ModelResult[] {
  const { scale = 1 } = unit ?? {};
  const { bitsPerByteUnmarked, divergence, scenarios = [] } = result;
  return [
    { type: "bits_per_byte", name: "held-out bits per byte", value: result.bitsPerByte },
    ...(bitsPerByteUnmarked === undefined
      ? []
      : [
          {
            type: "bits_per_byte",
            name: "held-out bits per byte, without marks",
            value: bitsPerByteUnmarked,
          },
        ]),
    ...scenarios.map(({ name, misalignment }) => ({
      type: "misalignment",
      name: `mean score of samples, ${name}`,
      value: misalignment.mean * scale,
    })),
    ...scenarios.map(({ name, hitRate }) => ({
      type: "hit_rate",
      name: `share of samples above the threshold, ${name}`,
      value: hitRate,
    })),
    ...(divergence
      ? [
          {
            type: "kl_divergence",
            name: `KL(${divergence.reference} ‖ model), nats per sequence`,
            value: divergence.nats.mean,
          },
        ]
      : []),
  ];
}
