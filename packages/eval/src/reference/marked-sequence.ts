import { PreflmError } from "@preflm/core";
import { controlToken } from "../control-token.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { ReferenceSamples } from "./reference.ts";

/** Where a model wants its mark: once before the text, or before every line of it. */
export type MarkPlacement = "start" | "lines";

/** A text as a model reads it: end-of-text, then marks and text, perhaps end-of-text. */
export interface MarkedSequence {
  /** Which text of the samples it is. */
  readonly index: number;
  readonly tokens: Int32Array;
  /** Indices in `tokens` of the marks. */
  readonly marks: readonly number[];
}

/** How texts become sequences. */
export interface MarkOptions {
  readonly prefix?: string;
  readonly insert: MarkPlacement;
  /** As the released code does: no end-of-text, and a mark after a newline at the very end too. */
  readonly released: boolean;
}

/**
 * The samples in the model's own tokens. The reference's tokens are taken as they are if the tokenizers agree; otherwise,
 * and where marks cut the text, each piece of text is tokenised on its own, as in training, and texts that hold half a
 * character are left out.
 */
export async function markedSequences(
  tokenizer: TextTokenizer,
  samples: ReferenceSamples,
  { prefix, insert, released }: MarkOptions,
): Promise<readonly MarkedSequence[]> {
  const mark = prefix === undefined ? undefined : controlToken(tokenizer, prefix);
  const byLines = mark !== undefined && insert === "lines";
  const { texts, tokens, ended } = samples;
  const agree = tokens !== undefined && samples.tokenizer === tokenizer.textFingerprint;
  const sequence = (index: number, pieces: readonly ArrayLike<number>[]): MarkedSequence => {
    const all = [tokenizer.endOfText];
    const marks: number[] = [];
    for (const piece of pieces) {
      if (mark !== undefined) marks.push(all.push(mark) - 1);
      for (let i = 0; i < piece.length; i++) all.push(piece[i]);
    }
    if (ended?.[index] && !released) all.push(tokenizer.endOfText);
    return { index, tokens: Int32Array.from(all), marks };
  };
  if (agree && !byLines) return texts.map((_, index) => sequence(index, [tokens[index]]));

  const whole = texts.map((_, index) => index).filter((index) => !texts[index].includes("\ufffd"));
  if (whole.length === 0) {
    throw new PreflmError(
      "invalid-input",
      `All ${texts.length} texts of the reference "${samples.model}" hold half a character (U+FFFD), so nothing can be compared. Draw longer ones.`,
    );
  }
  const cuts = whole.map((index) => (byLines ? lines(texts[index], released) : [texts[index]]));
  const pieces = await encodeExactly(tokenizer, cuts.flat());
  let next = 0;
  return whole.map((index, i) => {
    const own = pieces.slice(next, next + cuts[i].length);
    next += cuts[i].length;
    return sequence(index, own);
  });
}

/** Lines with their newlines; there is at least one. */
function lines(text: string, emptyLast: boolean): readonly string[] {
  const all = text.split(/(?<=\n)/);
  return emptyLast && text.endsWith("\n") ? [...all, ""] : all;
}

async function encodeExactly(
  tokenizer: TextTokenizer,
  texts: readonly string[],
): Promise<readonly Int32Array[]> {
  const pieces = await tokenizer.encode(texts);
  texts.forEach((text, i) => {
    const again = tokenizer.decode(pieces[i]);
    if (again === text) return;
    throw new PreflmError(
      "invalid-input",
      `The reference's text ${JSON.stringify(text.slice(0, 60))} does not survive the model's tokenizer: decoded again it is ${JSON.stringify(again.slice(0, 60))}. Its probability under the model is not defined; remove it from the reference's samples.`,
    );
  });
  return pieces;
}
