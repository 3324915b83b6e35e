import { checkOptions, type Model, PreflmError } from "@preflm/core";
import { opening } from "../control-token.ts";
import { interval, mean } from "../metrics/interval.ts";
import { sequenceLogProbabilities } from "../metrics/sequence-log-probabilities.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import { type ChoiceItem, checkChoiceItems } from "./choice-items.ts";
import type { ChoiceAccuracy, ChoiceResult } from "./choice-result.ts";

/** What `multipleChoice` takes. */
export interface ChoiceOptions {
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  readonly items: readonly ChoiceItem[];
  /** Control token to ask behind too: the objective's own. Without it items are only asked without a mark. */
  readonly prefix?: string;
  /** Sequences side by side; 16 by default. Changes nothing but speed. */
  readonly batch?: number;
  /** Of the intervals; 1 by default. */
  readonly seed?: number;
  /** Hears how many choices have been read, of how many over all ways of asking. */
  readonly onProgress?: (done: number, total: number) => void;
}

const OPTIONS = ["model", "tokenizer", "items", "prefix", "batch", "seed", "onProgress"];

/** A choice behind its context, and what its log-probability may be divided by. */
interface Candidate {
  readonly tokens: Int32Array;
  /** Index of the choice's first token. */
  readonly from: number;
  readonly bytes: number;
  readonly cut: boolean;
}

/**
 * Zero-shot multiple choice: how often the right choice is the one that the model gives the highest log-probability
 * after the context, summed, per byte of the choice or per token (Brown et al. 2020, §2.4). Of equal ones the first counts.
 *
 * Context and choice are tokenised apart, so that a choice's tokens never depend on the context. Contexts that do not fit are cut on the left.
 */
export async function multipleChoice(options: ChoiceOptions): Promise<ChoiceResult> {
  const { items, prefix, seed = 1 } = options;
  const check = checkOptions("multipleChoice", options, OPTIONS);
  if (options.batch !== undefined) check.integer("batch", options.batch, { min: 1 });
  check.number("seed", seed);
  checkChoiceItems(items);
  const ways = prefix === undefined ? [undefined] : [undefined, prefix];
  const accuracies: ChoiceAccuracy[] = [];
  let cut = 0;
  for (const [way, mark] of ways.entries()) {
    const candidates = await encode(options, mark);
    cut = candidates.filter((choices) => choices.some((choice) => choice.cut)).length;
    accuracies.push(await ask(candidates, options, mark, way, ways.length));
  }
  return {
    ...{ items: items.length, cut, accuracies },
    chance: mean(items.map(({ choices }) => 1 / choices.length)),
  };
}

async function ask(
  candidates: readonly (readonly Candidate[])[],
  { model, items, batch, seed = 1, onProgress }: ChoiceOptions,
  prefix: string | undefined,
  way: number,
  ways: number,
): Promise<ChoiceAccuracy> {
  const all = candidates.flat();
  const logProbabilities = await sequenceLogProbabilities(
    model,
    all.map(({ tokens }) => tokens),
    {
      from: all.map(({ from }) => from),
      ...(batch !== undefined && { batch }),
      onProgress: (done, total) => onProgress?.(way * total + done, ways * total),
    },
  );
  const totals = logProbabilities.map((values) => values.reduce((sum, value) => sum + value, 0));
  const accuracy = (size: (choice: Candidate) => number) => {
    let first = 0;
    const right = candidates.map((choices, i) => {
      const scores = choices.map((choice, j) => totals[first + j] / size(choice));
      first += choices.length;
      return scores.indexOf(Math.max(...scores)) === items[i].answer ? 1 : 0;
    });
    return interval(right, { seed });
  };
  return {
    ...(prefix !== undefined && { prefix }),
    total: accuracy(() => 1),
    perByte: accuracy(({ bytes }) => bytes),
    perToken: accuracy(({ tokens, from }) => tokens.length - from),
  };
}

/** The choices of each item behind its context, all cut alike where one does not fit. */
async function encode(
  { model, tokenizer, items }: ChoiceOptions,
  prefix: string | undefined,
): Promise<readonly (readonly Candidate[])[]> {
  const open = opening(tokenizer, prefix);
  const contexts = await tokenizer.encode(items.map(({ context }) => context));
  const choices = await tokenizer.encode(items.flatMap((item) => item.choices));
  let next = 0;
  return items.map((item, i) => {
    const own = item.choices.map((_, j) => choices[next + j]);
    next += own.length;
    const longest = own.reduce((most, { length }) => Math.max(most, length), 0);
    // The last token is predicted, never read, hence the + 1.
    const room = model.config.context + 1 - open.length - longest;
    if (room < 0) throw tooLong(item, i, longest, model.config.context);
    const context = contexts[i].subarray(Math.max(0, contexts[i].length - room));
    return own.map((choice, j) => ({
      tokens: Int32Array.from([...open, ...context, ...choice]),
      from: open.length + context.length,
      bytes: new TextEncoder().encode(item.choices[j]).length,
      cut: context.length < contexts[i].length,
    }));
  });
}

function tooLong(item: ChoiceItem, index: number, longest: number, context: number): PreflmError {
  return new PreflmError(
    "invalid-input",
    `${item.source ?? `Item ${index + 1}`} has a choice of ${longest} tokens, which does not fit the model's context of ${context}. Leave the item out, or use a model with a larger context.`,
  );
}
