import { opening } from "../control-token.ts";
import type { TextTokenizer } from "../tokenizer.ts";

/** How texts are given to a model. */
export interface EncodeOptions {
  readonly tokenizer: TextTokenizer;
  /** Control token before each text. */
  readonly prefix?: string;
  /** The part of a text that is kept if it is longer than the context. */
  readonly keep: "start" | "end";
  /** Most tokens in all. */
  readonly context: number;
}

/** Each text behind end-of-text and mark, cut to the context; and how many had to be cut. */
export async function encodeTexts(
  texts: readonly string[],
  { tokenizer, prefix, keep, context }: EncodeOptions,
): Promise<{ readonly encoded: readonly Int32Array[]; readonly cut: number }> {
  const open = opening(tokenizer, prefix);
  const room = context - open.length;
  const tokens = await tokenizer.encode(texts);
  const encoded = tokens.map((own) => {
    const from = keep === "start" ? 0 : Math.max(0, own.length - room);
    return Int32Array.from([...open, ...own.subarray(from, from + room)]);
  });
  return { encoded, cut: tokens.filter(({ length }) => length > room).length };
}
