import { type Model, random } from "@preflm/core";
import { type Choice, type Chooser, createChooser } from "./choose.ts";
import { checkSampling } from "./sampling/check-sampling.ts";
import { cohorts, defaultBatch } from "./sampling/cohorts.ts";
import { type SteeredDecoder, startDecoder } from "./sampling/steered-decoder.ts";

/** How to sample from a model. The paper: temperature 0.7, topP 0.9, 10 to 128 tokens (Korbak et al. 2023, §3.2). */
export interface Sampling extends Choice {
  /** End-of-text is impossible before so many tokens. */
  readonly minimumLength: number;
  /** Most tokens after the prompt. */
  readonly maximumLength: number;
  /** Tokens that are never sampled. */
  readonly banned: readonly number[];
  readonly seed: number;
  /** Prompts decoded side by side; by default up to 512, as many as 1 GB of keys and values allows. Does not change what is sampled. */
  readonly batch?: number;
}

/** What `generate` takes beside prompts. */
export interface GenerateOptions extends Sampling {
  /** The token that ends a text. */
  readonly endOfText: number;
  /** Most tokens after each prompt, where that differs: none above `maximumLength`. */
  readonly maximumLengths?: readonly number[];
  readonly steer?: Steer;
}

/**
 * Steers away from what the model would say after other prompts: it samples from (1 + strength)·logits − strength·logits′,
 * logits′ being those after the other prompt and the same tokens (classifier-free guidance, Ho & Salimans 2022, for
 * control tokens). 0 changes nothing, −1 samples as after the other prompt.
 */
export interface Steer {
  /** The other prompt of each prompt, such as the same text after the misaligned mark. */
  readonly prompts: readonly Int32Array[];
  readonly strength: number;
}

/** One continuation. */
export interface GeneratedSample {
  /** Which prompt it continues. */
  readonly index: number;
  /** The sampled tokens, without the prompt and without the end-of-text. */
  readonly tokens: Int32Array;
  /** Whether the model ended the text itself, before the maximum length. */
  readonly ended: boolean;
  /** Σ log p of the sampled tokens (and of the end-of-text, if any) under the model itself, in nats. */
  readonly logProbability: number;
}

/** How far sampling has come. */
export interface SamplingProgress {
  readonly samples: number;
  readonly total: number;
  /** Tokens sampled so far, those of unfinished samples included. */
  readonly tokens: number;
}

/** What all batches have in common. */
interface SamplingTask {
  readonly model: Model;
  readonly chooser: Chooser;
  readonly prompts: readonly Int32Array[];
  readonly options: GenerateOptions;
}

/** A sample in the making. */
interface Row {
  readonly index: number;
  readonly maximumLength: number;
  readonly uniform: () => number;
  readonly tokens: number[];
  ended: boolean;
  logProbability: number;
}

/**
 * Continues every prompt once. Prompts of similar length are decoded together; samples come as their batch is done, so
 * look at `index`. Each sample has the random stream `random(seed, index, "sample")`: batches and order change
 * nothing (beyond what the backend's rounding does).
 */
export async function* generate(
  model: Model,
  prompts: readonly Int32Array[],
  options: GenerateOptions,
  onProgress: (progress: SamplingProgress) => void = () => {},
): AsyncGenerator<GeneratedSample> {
  checkSampling(model, prompts, options);
  const progress = { samples: 0, total: prompts.length, tokens: 0 };
  const size = options.batch ?? defaultBatch(model.config, prompts, options);
  const chooser = createChooser(model.config.vocabulary, options);
  for (const indices of cohorts(prompts, size)) {
    const rows = indices.map((index) => startRow(index, options));
    await fillRows({ model, chooser, prompts, options }, rows, (tokens) => {
      progress.tokens += tokens;
      onProgress({ ...progress });
    });
    progress.samples += rows.length;
    onProgress({ ...progress });
    for (const { index, tokens, ended, logProbability } of rows) {
      yield { index, tokens: Int32Array.from(tokens), ended, logProbability };
    }
  }
}

/** Samples the rows, all in step, until each has ended or is full. */
async function fillRows(
  { model, chooser, prompts, options }: SamplingTask,
  rows: readonly Row[],
  onStep: (tokens: number) => void,
): Promise<void> {
  const { endOfText, banned, minimumLength } = options;
  const bannedAtFirst = [...banned, endOfText];
  const decoder = await startDecoder(
    model,
    rows.map(({ index }) => prompts[index]),
    steerOf(options, rows),
  );
  try {
    let alive = rows; // by row of the decoder
    for (let length = 0; ; length++) {
      const forbidden = length < minimumLength ? bannedAtFirst : banned;
      const next = Int32Array.from(alive, (row, r) => {
        if (done(row)) return endOfText; // what a finished row is fed until it is dropped
        const token = chooser.choose(...decoder.steered(r), forbidden, row.uniform);
        row.logProbability += chooser.logProbability(decoder.logits, r, token);
        if (token === endOfText) row.ended = true;
        else row.tokens.push(token);
        return token;
      });
      onStep(alive.reduce((sum, row) => sum + Number(row.tokens.length > length), 0));
      const kept = dropDone(alive, decoder, model.config.context);
      if (kept.length === 0) return;
      await decoder.step(Int32Array.from(kept, (r) => next[r]));
      alive = kept.map((r) => alive[r]);
    }
  } finally {
    decoder.dispose();
  }
}

/** Takes finished rows out of the decoder once it is worth it, or they are in the way; the rows that stay, by their place until now. */
function dropDone(
  alive: readonly Row[],
  decoder: SteeredDecoder,
  context: number,
): readonly number[] {
  const all = [...alive.keys()];
  const going = all.filter((r) => !done(alive[r]));
  if (going.length === 0 || going.length === alive.length) return going;
  if (going.length > (1 - DROPPED) * alive.length && decoder.position < context) return all;
  decoder.select(going);
  return going;
}

/** Share of finished rows at which they are dropped: moving the others together costs about half a step. */
const DROPPED = 1 / 8;

const done = ({ ended, tokens, maximumLength }: Row) => ended || tokens.length === maximumLength;

function startRow(index: number, { seed, maximumLength, maximumLengths }: GenerateOptions): Row {
  return {
    index,
    maximumLength: maximumLengths?.[index] ?? maximumLength,
    uniform: random(seed, index, "sample"),
    tokens: [],
    ended: false,
    logProbability: 0,
  };
}

function steerOf({ steer }: GenerateOptions, rows: readonly Row[]): Steer | undefined {
  return steer && { ...steer, prompts: rows.map(({ index }) => steer.prompts[index]) };
}
