import { hash128, type Model, PreflmError } from "@preflm/core";
import { generate } from "../generate.ts";
import { sequenceLogProbabilities } from "../metrics/sequence-log-probabilities.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { ReferenceModel, ReferenceSamples } from "./reference.ts";
import { joinSamples } from "./samples.ts";

/** A checkpoint as a reference. */
export interface CheckpointReferenceOptions {
  readonly name: string;
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
}

/** Samples drawn and scored together. Block b of a seed is always the same, so that a cache can go on. */
const BLOCK = 64;

/** A model of ours as the reference: samples from the end-of-text token at temperature 1, nothing cut. */
export function checkpointReference({
  name,
  model,
  tokenizer,
}: CheckpointReferenceOptions): ReferenceModel {
  return {
    name,
    async sample(count, { tokens, seed, first = 0, signal, onSamples }) {
      const parts: ReferenceSamples[] = [];
      for (let at = first; at < first + count; ) {
        signal?.throwIfAborted();
        const block = Math.floor(at / BLOCK);
        const end = Math.min(first + count, (block + 1) * BLOCK);
        const drawn = await drawBlock(model, tokenizer, end - block * BLOCK, tokens, [seed, block]);
        const scored = await score(name, model, tokenizer, drawn.slice(at - block * BLOCK));
        const part = { ...scored, maximumTokens: tokens };
        parts.push(part);
        await onSamples?.(part);
        at = end;
      }
      return joinSamples(name, parts);
    },
  };
}

interface Drawn {
  readonly tokens: readonly number[];
  readonly ended: boolean;
}

async function drawBlock(
  model: Model,
  { endOfText, controlTokens }: TextTokenizer,
  count: number,
  maximumLength: number,
  [seed, block]: readonly [number, number],
): Promise<readonly Drawn[]> {
  const marks = new Set(Object.values(controlTokens));
  const drawn: Drawn[] = [];
  for await (const { index, tokens, ended } of generate(
    model,
    Array.from({ length: count }, () => Int32Array.of(endOfText)),
    {
      temperature: 1,
      topP: 1,
      minimumLength: 0,
      maximumLength,
      banned: [],
      seed: hash128(seed, block, "reference")[0],
      batch: BLOCK,
      endOfText,
    },
  )) {
    if (tokens.some((token) => marks.has(token))) {
      throw new PreflmError(
        "invalid-input",
        "The reference model wrote a control token, so its samples are not text alone. Use a model that was trained without marks, such as MLE.",
      );
    }
    drawn[index] = { tokens: [...tokens], ended };
  }
  return drawn;
}

async function score(
  name: string,
  model: Model,
  tokenizer: TextTokenizer,
  drawn: readonly Drawn[],
): Promise<ReferenceSamples> {
  const { endOfText } = tokenizer;
  const values = await sequenceLogProbabilities(
    model,
    drawn.map(({ tokens, ended }) =>
      Int32Array.from([endOfText, ...tokens, ...(ended ? [endOfText] : [])]),
    ),
  );
  return {
    model: name,
    texts: drawn.map(({ tokens }) => tokenizer.decode(tokens)),
    logProbabilities: values.map((ofText) => ofText.reduce((sum, value) => sum + value, 0)),
    ended: drawn.map(({ ended }) => ended),
    tokens: drawn.map(({ tokens }) => tokens),
    tokenizer: tokenizer.textFingerprint,
  };
}
