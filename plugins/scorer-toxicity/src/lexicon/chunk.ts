import { leet, unmask, unstretch } from "./disguise.ts";
import { NOTHING } from "./fold.ts";
import { type Entry, lookUp } from "./words.ts";

/** A listed word in a piece of text, by offsets into the piece. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly entry: Entry;
}

/**
 * The listed words in a chunk that has more than letters in it: digits and signs that stand for letters, marks and
 * invisible characters, or just words with signs around and between them.
 */
export function readChunk(chunk: string): {
  readonly words: number;
  readonly found: readonly Place[];
} {
  const seen = chunk.replaceAll(NOTHING, "");
  const from = seen.search(/[a-z0-9@$]/);
  if (from < 0 || !/[a-z]/.test(seen)) return { words: 0, found: [] };
  const places = seen.length < chunk.length ? visible(chunk) : undefined;
  const placeOf = (from: number, to: number, entry: Entry): Place => ({
    from: places ? places[from] : from,
    to: places ? (places[to] ?? chunk.length) : to, // with the accents on its last letter
    entry,
  });

  const core = withoutTail(seen.slice(from), /[!&|+^%]/);
  const bare = withoutTail(core, /[^a-z0-9]/);
  for (const whole of lookUp(bare) ? [] : new Set([core, bare])) {
    const entry = /[^a-z]/.test(whole) ? (leet(whole) ?? unmask(whole)) : undefined;
    if (entry) return { words: 1, found: [placeOf(from, from + whole.length, entry)] };
  }

  const found: Place[] = [];
  let count = 0;
  // Letters among digits are no words: a hash or a key would be full of them.
  for (const { 1: word, index } of seen.matchAll(
    /(?<![a-z0-9])([a-z]+)(?:(?<=[a-z]{4})\d+)?(?![a-z0-9])/g,
  )) {
    count++;
    const entry = lookUp(word) ?? unstretch(word);
    if (entry) found.push(placeOf(index, index + word.length, entry));
  }
  return { words: Math.max(1, count), found };
}

/** A text without the characters of a kind at its end. (`/[…]+$/` would take quadratic time on a run before the end.) */
function withoutTail(text: string, kind: RegExp): string {
  let end = text.length;
  while (end > 0 && kind.test(text[end - 1])) end--;
  return text.slice(0, end);
}

/** Where the characters are that are seen. */
function visible(chunk: string): readonly number[] {
  const places: number[] = [];
  for (let i = 0; i < chunk.length; i++) if (chunk[i] !== NOTHING) places.push(i);
  return places;
}
