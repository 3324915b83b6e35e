import { checkOptions, type Model, PreflmError } from "@preflm/core";
import { interval, mean } from "../metrics/interval.ts";
import { sequenceLogProbabilities } from "../metrics/sequence-log-probabilities.ts";
import type { Divergence } from "../report.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import { type MarkedSequence, type MarkPlacement, markedSequences } from "./marked-sequence.ts";
import type { ReferenceSamples } from "./reference.ts";

/** How the model is asked about the reference's texts. */
export interface DivergenceOptions {
  /** Name of the control token that the model is given; none by default. */
  readonly prefix?: string;
  /** Once at the start (the default), or before every line, as for PEP 8. */
  readonly insert?: MarkPlacement;
  /** Counts as the released code of Korbak et al. 2023 does, odd as it is; false by default. */
  readonly released?: boolean;
  /** Sequences side by side, 16 by default. */
  readonly batch?: number;
  /** Of the bootstrap, 0 by default. */
  readonly seed?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** One text's share of a divergence, in nats. */
export interface LogRatio {
  /** Which text of the samples it is. */
  readonly index: number;
  /** log p_ref(x) − log π(x | marks). */
  readonly nats: number;
  /** −log π of the marks themselves. */
  readonly marks: number;
}

const OPTIONS = ["prefix", "insert", "released", "batch", "seed", "onProgress"];
/** Rows that the released code pads to one length. */
const RELEASED_BATCH = 32;

/**
 * KL(reference ‖ model) in nats per sequence: the mean over x ~ reference of log p_ref(x) − log π(x), with a 95 %
 * bootstrap interval over the sequences (Korbak et al. 2023, §3.3, with any reference in place of GPT-3).
 *
 * π reads end-of-text, then the mark if there is one, then x. Marks are given for free: `nats` leaves their own
 * log-probability out, `natsWithMarks` counts it. Where the reference ended a text itself and its log-probability says so,
 * π(end-of-text) counts too; cut texts count as beginnings. If the reference has another tokenizer, its text is tokenised
 * anew and compared as text. Texts that hold U+FFFD, half a character where a sample was cut, are left out then and
 * counted in `leftOut`; texts that do not survive the tokenizer, or do not fit the context, are errors, never cut.
 *
 * `released` counts as the released code does: no end-of-text, except for each text that is shorter than the longest of
 * its 32, whose first padding counts; the marks' log-probability in `nats`; with `insert: "lines"` a mark after a last
 * newline too.
 */
export async function divergence(
  model: Model,
  tokenizer: TextTokenizer,
  samples: ReferenceSamples,
  options: DivergenceOptions = {},
): Promise<Divergence> {
  const ratios = await logRatios(model, tokenizer, samples, options);
  const { prefix, insert = "start", released = false, seed = 0 } = options;
  const nats = ratios.map((ratio) => ratio.nats);
  const withMarks = ratios.map((ratio) => ratio.nats + ratio.marks);
  return {
    reference: samples.model,
    samples: nats.length,
    ...(nats.length < samples.texts.length ? { leftOut: samples.texts.length - nats.length } : {}),
    nats: interval(released ? withMarks : nats, { seed }),
    ...(prefix === undefined ? {} : { insert, natsWithMarks: mean(withMarks) }),
  };
}

/** What `divergence` is the mean of: each text's log-ratio, in order of `index`, for paired tests between models. */
export async function logRatios(
  model: Model,
  tokenizer: TextTokenizer,
  samples: ReferenceSamples,
  options: DivergenceOptions = {},
): Promise<readonly LogRatio[]> {
  const { prefix, insert = "start", released = false, batch, onProgress } = options;
  const check = checkOptions("divergence", options, OPTIONS);
  check.oneOf("insert", insert, ["start", "lines"]);
  check.boolean("released", released);
  checkSamples(samples);
  const marked = await markedSequences(tokenizer, samples, {
    ...(prefix === undefined ? {} : { prefix }),
    insert,
    released,
  });
  const sequences = released ? withReleasedEnds(marked, tokenizer.endOfText) : marked;
  checkLengths(sequences, model.config.context);
  const logProbabilities = await sequenceLogProbabilities(
    model,
    sequences.map(({ tokens }) => tokens),
    { ...(batch === undefined ? {} : { batch }), ...(onProgress ? { onProgress } : {}) },
  );
  return sequences.map(({ index, marks }, i) => {
    let all = 0;
    for (const value of logProbabilities[i]) all += value;
    let ofMarks = 0;
    for (const at of marks) ofMarks += logProbabilities[i][at - 1];
    return { index, nats: samples.logProbabilities[index] - (all - ofMarks), marks: -ofMarks };
  });
}

/** The released code hides padding by what is read, not by what is predicted: shorter rows of a batch count the first padding. */
function withReleasedEnds(
  sequences: readonly MarkedSequence[],
  endOfText: number,
): readonly MarkedSequence[] {
  return sequences.map(({ tokens, ...rest }, i) => {
    const first = i - (i % RELEASED_BATCH);
    const row = sequences.slice(first, first + RELEASED_BATCH);
    const longest = Math.max(...row.map((sequence) => sequence.tokens.length));
    return {
      ...rest,
      tokens: tokens.length < longest ? Int32Array.from([...tokens, endOfText]) : tokens,
    };
  });
}

function checkLengths(sequences: readonly MarkedSequence[], context: number): void {
  const long = sequences.filter(({ tokens }) => tokens.length > context + 1);
  if (long.length === 0) return;
  const longest = long.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
  throw new PreflmError(
    "invalid-input",
    `${long.length} of the reference's ${sequences.length} texts are longer than the model's context of ${context}: up to ${longest - 1} tokens behind the end-of-text, marks included. Draw samples of fewer tokens; cutting texts would change what is measured.`,
  );
}

function checkSamples({ model, texts, logProbabilities }: ReferenceSamples): void {
  const fail = (message: string): never => {
    throw new PreflmError("invalid-input", `The samples of the reference "${model}" ${message}`);
  };
  if (texts.length === 0) fail("are none; draw at least one.");
  if (logProbabilities.length !== texts.length)
    fail(`have ${logProbabilities.length} log-probabilities for ${texts.length} texts.`);
  const bad = logProbabilities.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    fail(`have the log-probability ${logProbabilities[bad]} for text ${bad}; they are finite.`);
}
