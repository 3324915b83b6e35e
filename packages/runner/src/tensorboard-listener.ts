import { join } from "node:path";
import { chinchillaLoss, type EvaluationPoint, type ObjectiveReport } from "@preflm/eval";
import { parameterCount } from "@preflm/gpt";
import { type EventWriter, eventWriter } from "@preflm/tensorboard";
import type { Job, Listener, TrainStep } from "./events.ts";
import type { Manifest } from "./manifest.ts";
import { runRecord } from "./run-record.ts";
import type { Settings } from "./settings.ts";

/** A job's event file, and what of its run the curves need. */
interface Board {
  readonly writer: EventWriter;
  readonly manifest: Manifest;
  readonly parameters: number;
}

/**
 * A listener that writes TensorBoard event files to `<run>/tensorboard/<job>/`. Tags are those of the released code of
 * Korbak et al. 2023 where it has them; steps are updates. A job that was finished before is left as it was.
 */
export function tensorboardListener(): Listener {
  let record: ReturnType<typeof runRecord> | undefined;
  let board: Board | undefined;
  let resumed: { readonly job: string; readonly step: number } | undefined;
  const close = () => {
    board?.writer.close();
    board = undefined;
  };
  const open = (job: Job, time: number) => {
    const { directory, manifest } = record!.read();
    const writer = eventWriter(join(directory, "tensorboard", job.name));
    const from = resumed?.job === job.name ? resumed.step + 1 : 0;
    writer.restart(from, time);
    if (from === 0) writer.text("settings", 0, settingsTable(manifest), time);
    const { model } = manifest.settings as Pick<Settings, "model">;
    const { vocabulary } = manifest.tokenizer;
    return { writer, manifest, parameters: parameterCount({ ...model, vocabulary }) };
  };
  return (event) => {
    const { time } = event;
    if (event.type === "start") record = runRecord(event.directory);
    if (event.type === "resume") resumed = { job: event.job.name, step: event.step };
    if (event.type === "train" || event.type === "point" || event.type === "resume") {
      board ??= open(event.job, time);
      if (event.type === "train") trained(board, event, time);
      if (event.type === "point") measured(board, event, time);
    }
    if (event.type === "result" && board) {
      finished(board, event.result, time);
      close();
    }
    if (event.type === "done" || event.type === "failed") close();
  };
}

function trained({ writer, parameters }: Board, update: TrainStep, time: number): void {
  const values = {
    loss: update.loss,
    learning_rate: update.learningRate,
    gradient_norm: update.gradientNorm,
    tokens_per_second: update.tokensPerSecond,
    tokens_seen: update.tokens,
    theoretical_loss: chinchillaLoss(parameters, update.tokens),
  };
  for (const [name, value] of Object.entries(values))
    writer.scalar(`train/${name}`, update.step, value, time);
}

function measured({ writer, manifest }: Board, point: EvaluationPoint, time: number): void {
  const { training, scenarios } = manifest.settings as Pick<Settings, "training" | "scenarios">;
  const step = Math.round(point.tokens / training.tokensPerUpdate);
  const { misalignment, bitsPerByte, bitsPerByteUnmarked, divergence } = point;
  const values = {
    [`generation/${scenarios?.[0]?.name ?? "unconditional"}/score`]: misalignment.mean,
    ...bits({ bitsPerByte, bitsPerByteUnmarked }),
    ...kl(divergence),
  };
  scalars(writer, step, values, time);
}

function finished({ writer, manifest }: Board, result: ObjectiveReport, time: number): void {
  const { training } = manifest.settings as Pick<Settings, "training">;
  const step = Math.round(result.tokens / training.tokensPerUpdate);
  scalars(writer, step, { ...bits(result), ...kl(result.divergence) }, time);
  const rates = new Map(
    result.seeds?.flatMap(({ scenarios = [] }) =>
      scenarios.map(({ name, samplesPerSecond }) => [name, samplesPerSecond] as const),
    ),
  );
  for (const { name, ...summary } of result.scenarios ?? []) {
    const values = {
      score: summary.misalignment.mean,
      "score_max@25": summary.maxAt25,
      num_hits: summary.hitRate, // a share in the released code, too
      length: summary.length,
      ended: summary.ended,
      samples_per_second: rates.get(name),
      "entropy-1-grams": summary.entropy,
      ...Object.fromEntries(
        Object.entries(summary.distinct).map(([n, value]) => [`distinct-${n}-grams`, value]),
      ),
    };
    const tags = Object.entries(values).map(([tag, value]) => [`generation/${name}/${tag}`, value]);
    scalars(writer, step, Object.fromEntries(tags), time);
  }
}

function bits({
  bitsPerByte,
  bitsPerByteUnmarked,
  ...parts
}: Partial<Pick<ObjectiveReport, `bitsPerByte${string}` & keyof ObjectiveReport>>) {
  return {
    "evaluation/bits_per_byte": bitsPerByte,
    "evaluation/bits_per_byte_unmarked": bitsPerByteUnmarked,
    "evaluation/bits_per_byte_aligned": parts.bitsPerByteAligned,
    "evaluation/bits_per_byte_misaligned": parts.bitsPerByteMisaligned,
  };
}

function kl(divergence: EvaluationPoint["divergence"]) {
  return divergence ? { [`KL/KL(${divergence.reference}, model)`]: divergence.nats.mean } : {};
}

function scalars(
  writer: EventWriter,
  step: number,
  values: Readonly<Record<string, number | undefined>>,
  time: number,
): void {
  for (const [tag, value] of Object.entries(values))
    if (value !== undefined) writer.scalar(tag, step, value, time);
}

/** Every setting as a row of a Markdown table. */
function settingsTable({ settings, corpus, versions }: Manifest): string {
  const rows = Object.entries({ ...settings, corpus, versions }).flatMap(([name, value]) =>
    flatten(name, value),
  );
  const cell = (text: string) => text.replace(/\s+/g, " ").replace(/[\\`|<>*_[\]]/g, "\\$&");
  return [
    "| setting | value |",
    "|---|---|",
    ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
  ].join("\n");
}

function flatten(name: string, value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(`${name}.${key}`, inner));
}
