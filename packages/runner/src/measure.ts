import { join } from "node:path";
import { type Model, type Objective, PreflmError } from "@preflm/core";
import { evaluationBatches, packCorpus, type Tokenizer } from "@preflm/data";
import {
  type BitsPerByte,
  bitsPerByte,
  type CurvePoint,
  type EvaluationPoint,
  type GeneratedSample,
  generate,
  type SamplingProgress,
  type ScoredSample,
} from "@preflm/eval";
import type { Job } from "./events.ts";
import type { JobContext } from "./job.ts";
import { interrupted, untilStopped } from "./signal.ts";
import type { TrainingResult } from "./train-job.ts";

/** What a trained model showed: the raw material of its report, kept as `result.json`. */
export interface Measurements {
  readonly tokens: number;
  /** Training time. */
  readonly seconds: number;
  readonly curve: readonly CurvePoint[];
  /** What was measured on the way, in order, without the end. */
  readonly points: readonly EvaluationPoint[];
  /** Held-out text with the objective's marks, as in training. */
  readonly heldOut: BitsPerByte;
  /** The same text without marks; absent for objectives that have none. */
  readonly heldOutUnmarked?: BitsPerByte;
  readonly samples: readonly ScoredSample[];
  /** Samples of the same model under each other control token, the contrast within one model. */
  readonly contrasts: readonly {
    readonly prefix: string;
    readonly samples: readonly ScoredSample[];
  }[];
  readonly samplesPerSecond: number;
}

/** Held-out bits per byte, samples and their scores. */
export async function measure(
  context: JobContext,
  job: Job,
  objective: Objective,
  model: Model,
  tokenizer: Tokenizer,
): Promise<Omit<Measurements, keyof TrainingResult>> {
  const { select: _, ...everyDocument } = objective;
  const { prefix: __, ...unmarked } = everyDocument;
  const heldOut = await heldOutBits(context, job, everyDocument, model, tokenizer);
  const heldOutUnmarked = objective.prefix
    ? await heldOutBits(context, job, unmarked, model, tokenizer)
    : undefined;

  const { prefix, banned = [] } = objective.generation ?? {};
  const began = performance.now();
  const samples = await drawSamples(context, job, model, tokenizer, prefix, banned);
  const samplesPerSecond = (samples.length * 1000) / (performance.now() - began);
  const contrasts = [];
  for (const other of objective.controlTokens ?? []) {
    if (other === prefix) continue;
    const others = (objective.controlTokens ?? []).filter((token) => token !== other);
    contrasts.push({
      prefix: other,
      samples: await drawSamples(context, job, model, tokenizer, other, others),
    });
  }
  return {
    heldOut,
    ...(heldOutUnmarked ? { heldOutUnmarked } : {}),
    samples,
    contrasts,
    samplesPerSecond,
  };
}

export async function heldOutBits(
  { settings, prepared, directory, emit, signal }: JobContext,
  job: Job,
  objective: Objective,
  model: Model,
  tokenizer: Tokenizer,
): Promise<BitsPerByte> {
  const { rows, columns } = settings;
  const path = join(directory, "packed", `${job.name}-held-out`);
  const { seed } = job;
  const { cache } = prepared;
  const store = await packCorpus(prepared.heldOutDocuments(), {
    tokenizer,
    objective,
    seed,
    path,
    cache,
  });
  try {
    const watched = async function* () {
      let done = 0;
      const batches = evaluationBatches(store, { rows, columns });
      const what = "while evaluating; the trained model is saved";
      for await (const batch of untilStopped(batches, signal, what)) {
        yield batch;
        done += batch.rows * batch.columns;
        emit({
          type: "progress",
          phase: "evaluate",
          job,
          done,
          total: store.tokens - 1,
          unit: "tokens",
        });
      }
    };
    const { byteLengths } = tokenizer;
    return await bitsPerByte(model, watched(), {
      byteLengths,
      threshold: prepared.threshold,
    });
  } finally {
    store.close();
  }
}

export async function drawSamples(
  { settings, scorer, emit, signal }: JobContext,
  job: Job,
  model: Model,
  tokenizer: Tokenizer,
  prefix: string | undefined,
  banned: readonly string[],
): Promise<ScoredSample[]> {
  const { count, maximumLength, ...sampling } = settings.sampling;
  const prompt = Int32Array.from([
    tokenizer.endOfText,
    ...(prefix ? [tokenId(tokenizer, prefix)] : []),
  ]);
  const room = model.config.context - prompt.length;
  const drawn: GeneratedSample[] = [];
  const options = {
    ...sampling,
    maximumLength: Math.min(maximumLength ?? room, room),
    banned: banned.map((token) => tokenId(tokenizer, token)),
    endOfText: tokenizer.endOfText,
    seed: job.seed,
  };
  const total = count * options.maximumLength;
  const onProgress = ({ tokens }: SamplingProgress) => {
    if (signal.aborted) throw interrupted("while sampling; the trained model is saved");
    emit({ type: "progress", phase: "sample", job, done: tokens, total, unit: "tokens" });
  };
  for await (const sample of generate(model, Array(count).fill(prompt), options, onProgress))
    drawn.push(sample);
  const texts = drawn
    .sort((a, b) => a.index - b.index)
    .map((sample) => tokenizer.decode(sample.tokens));
  const scores = await scorer.score(texts);
  return texts.map((text, i) => ({ text, score: scores[i], ended: drawn[i].ended }));
}

function tokenId(tokenizer: Tokenizer, token: string): number {
  const id = tokenizer.controlTokens[token];
  if (id !== undefined) return id;
  throw new PreflmError(
    "invalid-option",
    `The objective samples with ${token}, which is not among its control tokens.`,
  );
}
