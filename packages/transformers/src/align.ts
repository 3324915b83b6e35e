import type { Tokenizer } from "./library.ts";
import { type Read, type Reading, readingOf } from "./readings.ts";

/** A piece of a text in UTF-16 offsets; empty where a token stands for nothing that the text shows. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the tokens of a text come from in it, in order. */
export type Aligner = (text: string, tokens: readonly string[]) => readonly Span[];

/** How far a token is looked for that is not where the one before ended, in characters of the reading. */
const REACH = 256;
/** Where an unknown word ends at the latest, so that time stays linear. */
const LONGEST_WORD = 4096;

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
  const reading = read(text);
  const { content } = reading;
  const piece = (from: number, to: number) => spanOf(text, reading, from, to);
  const spans: Span[] = [];
  let place = 0;
  let open: number | undefined; // an unknown token, up to the next known one
  for (const [i, token] of tokens.entries()) {
    const sought = surface(token);
    if (token === unknown && !content.startsWith(sought, place)) {
      const end = wordPieces ? endOfWord(text, reading, place) : place;
      spans.push(piece(place, end));
      place = end;
      if (!wordPieces) open ??= i;
      continue;
    }
    const found = locate(content, sought, place);
    const start = found ?? place;
    if (open !== undefined) spans[open] = piece(place, start);
    open = undefined;
    place = found === undefined ? start : start + sought.length;
    spans.push(piece(start, place));
  }
  if (open !== undefined) spans[open] = piece(place, content.length);
  return spans;
}

function locate(content: string, sought: string, place: number): number | undefined {
  if (content.startsWith(sought, place)) return place;
  const near = content.slice(place, place + REACH + sought.length).indexOf(sought);
  return near < 0 ? undefined : place + near;
}

/** Punctuation and Chinese characters, which are words of their own. */
const ALONE =
  /[!-/:-@[-`{-~\p{P}\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u;

/** Where the word ends that begins at a place: what BERT's tokenizer keeps together. */
function endOfWord(text: string, { content, starts, ends }: Read, place: number): number {
  let end = place;
  for (const character of content.slice(place, place + LONGEST_WORD)) {
    const gap = end > place && /[^\S\ufeff]/.test(text.slice(ends[end - 1], starts[end]));
    const alone = ALONE.test(character);
    if (end > place && (gap || alone)) break;
    end += character.length;
    if (alone) break;
  }
  return end;
}

function spanOf(text: string, { starts, ends }: Read, from: number, to: number): Span {
  if (to <= from) {
    const start = from > 0 ? ends[from - 1] : 0;
    return { start, end: start };
  }
  let start = starts[from];
  const end = ends[to - 1];
  while (start < end && /\s/.test(text[start])) start++;
  return { start, end };
}
