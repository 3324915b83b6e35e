import type { Tokenizer } from "./library.ts";

/** How a model's tokenizer marks the beginning and the end of a text. */
export interface Marks {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The marks around any text, such as [CLS] and [SEP]. */
export function marksOf(tokenizer: Tokenizer): Marks {
  const body = encodeBody(tokenizer, "a");
  const marked = tokenizer.encode("a", { add_special_tokens: true });
  const before = marked.findIndex((_, i) => body.every((id, k) => marked[i + k] === id));
  return { before: marked.slice(0, before), after: marked.slice(before + body.length) };
}

/** The token ids of a text, without marks. */
export function encodeBody(tokenizer: Tokenizer, text: string): readonly number[] {
  return tokenizer.encode(text, { add_special_tokens: false });
}

/** Characters in which the first tokens of a text are looked for; more only if they hold too few. */
const FIRST_CHARACTERS = 8192;

/**
 * The first tokens of a text between its marks, `maximumTokens` in all. The end mark stays, as with Hugging Face's
 * tokenizers in Python; that of transformers.js would cut it off.
 */
export function encodeFirst(
  tokenizer: Tokenizer,
  { before, after }: Marks,
  text: string,
  maximumTokens: number,
): readonly number[] {
  const room = Math.max(0, maximumTokens - before.length - after.length);
  let body: readonly number[] = [];
  for (let characters = FIRST_CHARACTERS; ; characters *= 4) {
    body = encodeBody(tokenizer, text.slice(0, characters));
    if (characters >= text.length || body.length > 2 * room) break;
  }
  return [...before, ...body.slice(0, room), ...after];
}
