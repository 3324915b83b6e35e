import type { Tokenizer } from "./library.ts";
import { type Reading, readingOf } from "./readings.ts";

/** A piece of a text in UTF-16 offsets; empty where a token stands for nothing that the text shows. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the tokens of a text come from in it, in order. */
export type Aligner = (text: string, tokens: readonly string[]) => readonly Span[];

/** How far a token is looked for that is not where the one before ended, in characters of the reading. */
const REACH = 256;

/**
 * The aligner of a tokenizer. transformers.js gives tokens without their offsets, so the tokens are read along the
 * text in the form that both share: its UTF-8 bytes, or its characters without case, accents, compatibility forms
 * and white space. Unknown tokens reach to the end of the word, or to the next known token.
 */
export function alignerOf(tokenizer: Tokenizer): Aligner {
  const reading = readingOf(tokenizer);
  return (text, tokens) => align(reading, tokenizer.unk_token, text, tokens);
}

function align(
  { read, surface, wordPieces }: Reading,
  unknown: string | null,
  text: string,
  tokens: readonly string[],
): readonly Span[] {
  const { content, starts, ends } = read(text);
  const spans: Span[] = [];
  let place = 0;
  let open: number | undefined; // a token of unknown length
  for (const [i, token] of tokens.entries()) {
    const sought = surface(token);
    if (token === unknown && !content.startsWith(sought, place)) {
      const start = Math.min(place, content.length);
      if (wordPieces) {
        place = start + unknownWord(text, content, start, starts, ends);
        spans.push(spanOf(text, starts, ends, start, place));
      } else {
        open ??= i;
        spans.push(spanOf(text, starts, ends, start, start));
      }
      continue;
    }
    const found = locate(content, sought, place);
    if (open !== undefined) {
      const stop = found ?? place;
      spans[open] = spanOf(text, starts, ends, place, stop);
      open = undefined;
    }
    if (found !== undefined) place = found;
    const stop = found === undefined ? place : place + sought.length;
    spans.push(spanOf(text, starts, ends, place, stop));
    place = stop;
  }
  if (open !== undefined) spans[open] = spanOf(text, starts, ends, place, content.length);
  return spans;
}

function locate(content: string, sought: string, place: number): number | undefined {
  if (content.startsWith(sought, place)) return place;
  const near = content.slice(place, place + REACH + sought.length).indexOf(sought);
  return near < 0 ? undefined : place + near;
}

/** Length of the word that begins at a place: what BERT's tokenizer keeps together. */
function unknownWord(
  text: string,
  content: string,
  place: number,
  starts: Int32Array,
  ends: Int32Array,
): number {
  let length = 0;
  for (const character of content.slice(place, place + 4096)) {
    const at = place + length;
    const gap = length > 0 && /[^\S\ufeff]/.test(text.slice(ends[at - 1], starts[at]));
    const alone = ALONE.test(character);
    if (length > 0 && (gap || alone)) break;
    length += character.length;
    if (alone) break;
  }
  return length;
}

/** Punctuation and Chinese characters, which are words of their own. */
const ALONE =
  /[!-/:-@[-`{-~\p{P}\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u;

function spanOf(
  text: string,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
): Span {
  if (to <= from) {
    const start = from > 0 ? ends[from - 1] : 0;
    return { start, end: start };
  }
  let start = starts[from];
  const end = ends[to - 1];
  while (start < end && /\s/.test(text[start])) start++;
  return { start, end };
}
