import { PreflmError } from "@preflm/core";
import { controlToken } from "../control-token.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { ReferenceSamples } from "./reference.ts";

/** Where a model wants its mark: once before the text, or before every line of it. */
export type MarkPlacement = "start" | "lines";

/** A text as a model reads it: end-of-text, then marks and text, perhaps end-of-text. */
export interface MarkedSequence {
  readonly tokens: Int32Array;
  /** Indices in `tokens` of the marks. */
  readonly marks: readonly number[];
}

/** How texts become sequences. */
export interface MarkOptions {
  readonly prefix?: string;
  readonly insert: MarkPlacement;
  /** Whether a newline at the very end is followed by a mark too, as in the released code. */
  readonly markAfterLastNewline: boolean;
}

/**
 * The samples in the model's own tokens. The reference's tokens are taken as they are if the tokenizers agree;
 * otherwise, and where marks cut the text, each piece of text is tokenised on its own, as in training.
 */
export async function markedSequences(
  tokenizer: TextTokenizer,
  samples: ReferenceSamples,
  { prefix, insert, markAfterLastNewline }: MarkOptions,
): Promise<readonly MarkedSequence[]> {
  const mark = prefix === undefined ? [] : [controlToken(tokenizer, prefix)];
  const { texts, tokens, ended } = samples;
  const end = (i: number) => (ended?.[i] ? [tokenizer.endOfText] : []);
  if (mark.length === 0 || insert === "start") {
    const known = tokens && samples.tokenizer === tokenizer.textFingerprint ? tokens : undefined;
    const pieces = known ?? (await encodeExactly(tokenizer, texts));
    return texts.map((_, i) => ({
      tokens: Int32Array.from([tokenizer.endOfText, ...mark, ...pieces[i], ...end(i)]),
      marks: mark.map(() => 1),
    }));
  }
  const lines = texts.map((text) => text.split(/(?<=\n)/));
  const pieces = await encodeExactly(tokenizer, lines.flat());
  let next = 0;
  return lines.map((ofText, i) => {
    const sequence = [tokenizer.endOfText];
    const marks: number[] = [];
    const add = (piece: ArrayLike<number>) => {
      marks.push(sequence.length);
      sequence.push(...mark, ...Array.from(piece));
    };
    for (const _ of ofText) add(pieces[next++]);
    if (markAfterLastNewline && texts[i].endsWith("\n")) add([]);
    sequence.push(...end(i));
    return { tokens: Int32Array.from(sequence), marks };
  });
}

async function encodeExactly(
  tokenizer: TextTokenizer,
  texts: readonly string[],
): Promise<readonly Int32Array[]> {
  const pieces = await tokenizer.encode(texts);
  texts.forEach((text, i) => {
    if (tokenizer.decode(pieces[i]) === text) return;
    throw new PreflmError(
      "invalid-input",
      `The reference's text ${JSON.stringify(text.slice(0, 60))} does not survive the model's tokenizer: decoded again it is ${JSON.stringify(tokenizer.decode(pieces[i]).slice(0, 60))}. Its probability under the model is not defined; remove it from the reference's samples.`,
    );
  });
  return pieces;
}
