import { checkOptions, checkTokens, type Model, PreflmError, random } from "@preflm/core";
import { type Choice, type Chooser, createChooser } from "./choose.ts";

/** How to sample from a model. The paper: temperature 0.7, topP 0.9, 10 to 128 tokens (Korbak et al. 2023, §3.2). */
export interface Sampling extends Choice {
  /** End-of-text is impossible before so many tokens. */
  readonly minimumLength: number;
  /** Most tokens after the prompt. */
  readonly maximumLength: number;
  /** Tokens that are never sampled. */
  readonly banned: readonly number[];
  readonly seed: number;
  /** Prompts decoded side by side; 64 by default. Does not change what is sampled. */
  readonly batch?: number;
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

/** A row of the batch that is being decoded. */
interface Row {
  readonly index: number;
  readonly uniform: () => number;
  readonly tokens: number[];
  ended: boolean;
  logProbability: number;
}

/**
 * Continues every prompt once. Prompts of equal length are decoded together; samples come as their batch is
 * done, so look at `index`. Each sample has the random stream `random(seed, index, "sample")`: batches and
 * order change nothing (beyond what the backend's rounding does).
 */
export async function* generate(
  model: Model,
  prompts: readonly Int32Array[],
  options: Sampling & { readonly endOfText: number },
  onProgress: (progress: SamplingProgress) => void = () => {},
): AsyncGenerator<GeneratedSample> {
  const { vocabulary } = model.config;
  checkSampling(model, prompts, options);
  const chooser = createChooser(vocabulary, options);
  const progress = { samples: 0, total: prompts.length, tokens: 0 };
  for (const indices of batches(prompts, options.batch ?? 64)) {
    const rows = indices.map((index) => startRow(index, options.seed));
    const started = progress.tokens;
    await decodeRows(model, chooser, prompts, rows, options, () => {
      progress.tokens = started + rows.reduce((sum, row) => sum + row.tokens.length, 0);
      onProgress({ ...progress });
    });
    progress.samples += rows.length;
    onProgress({ ...progress });
    for (const { index, tokens, ended, logProbability } of rows) {
      yield { index, tokens: Int32Array.from(tokens), ended, logProbability };
    }
  }
}

/** Fills the rows, all in step, until each has ended or is full. */
async function decodeRows(
  model: Model,
  chooser: Chooser,
  prompts: readonly Int32Array[],
  rows: readonly Row[],
  options: Sampling & { readonly endOfText: number },
  onStep: () => void,
): Promise<void> {
  const { endOfText, banned, minimumLength, maximumLength } = options;
  const bannedAtFirst = [...banned, endOfText];
  const next = new Int32Array(rows.length);
  const decoder = await model.decode(rows.map(({ index }) => prompts[index]));
  try {
    for (let length = 0; length < maximumLength; length++) {
      const forbidden = length < minimumLength ? bannedAtFirst : banned;
      for (const [r, row] of rows.entries()) {
        next[r] = endOfText; // what finished rows are fed while the others go on
        if (row.ended) continue;
        next[r] = chooser.choose(decoder.logits, r, forbidden, row.uniform);
        row.logProbability += chooser.logProbability(decoder.logits, r, next[r]);
        if (next[r] === endOfText) row.ended = true;
        else row.tokens.push(next[r]);
      }
      onStep();
      if (length + 1 === maximumLength || rows.every((row) => row.ended)) return;
      await decoder.step(next);
    }
  } finally {
    decoder.dispose();
  }
}

function startRow(index: number, seed: number): Row {
  const uniform = random(seed, index, "sample");
  return { index, uniform, tokens: [], ended: false, logProbability: 0 };
}

/** Indices of prompts of equal length, at most `size` together. */
function* batches(prompts: readonly Int32Array[], size: number): Generator<readonly number[]> {
  const byLength = new Map<number, number[]>();
  for (const [index, { length }] of prompts.entries()) {
    const group = byLength.get(length) ?? [];
    group.push(index);
    byLength.set(length, group);
  }
  for (const group of byLength.values()) {
    for (let i = 0; i < group.length; i += size) yield group.slice(i, i + size);
  }
}

const OPTIONS = [
  ...["temperature", "topP", "topK", "minimumLength", "maximumLength", "banned", "seed", "batch"],
  "endOfText",
];

function checkSampling(
  model: Model,
  prompts: readonly Int32Array[],
  options: Sampling & { readonly endOfText: number },
): void {
  const { context, vocabulary } = model.config;
  const check = checkOptions("sampling", options, OPTIONS);
  check.number("temperature", options.temperature, { min: 0, max: Number.MAX_VALUE });
  check.number("topP", options.topP, { above: 0, max: 1 });
  if (options.topK !== undefined) check.integer("topK", options.topK, { min: 1 });
  check.integer("maximumLength", options.maximumLength, { min: 1 });
  check.integer("minimumLength", options.minimumLength, { min: 0, max: options.maximumLength });
  check.integer("endOfText", options.endOfText, { min: 0, max: vocabulary - 1 });
  check.number("seed", options.seed);
  if (options.batch !== undefined) check.integer("batch", options.batch, { min: 1 });
  for (const token of options.banned) {
    check.integer("banned", token, { min: 0, max: vocabulary - 1 });
  }
  for (const [index, prompt] of prompts.entries()) {
    if (prompt.length < 1) {
      throw new PreflmError(
        "invalid-input",
        `Prompt ${index} is empty; start from the end-of-text token instead.`,
      );
    }
    // The last sampled token is never fed back, hence the + 1.
    if (prompt.length + options.maximumLength > context + 1) {
      throw new PreflmError(
        "invalid-option",
        `sampling: prompt ${index} has ${prompt.length} tokens and "maximumLength" is ${options.maximumLength}, but the model's context is ${context}. Use a "maximumLength" of at most ${Math.max(0, context + 1 - prompt.length)} or a shorter prompt.`,
      );
    }
    checkTokens(prompt, vocabulary);
  }
}
