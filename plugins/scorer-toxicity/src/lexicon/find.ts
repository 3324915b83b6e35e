import type { Finding } from "@preflm/core";
import { readChunk } from "./chunk.ts";
import { unspace, unstretch } from "./disguise.ts";
import { fold, isForeign } from "./fold.ts";
import { type Entry, lookUp, phrases, type Term } from "./words.ts";

/** A word or phrase of the lists in a text, plain or in disguise. */
export interface Match extends Finding {
  readonly label: Entry["label"];
  readonly weight: number;
}

/** What a text holds. */
export interface Reading {
  /** By start; no two share a character. */
  readonly matches: readonly Match[];
  readonly words: number;
}

/** Letters, with the digits and signs that may stand for letters, and what folding leaves of the invisible. */
const CHUNK = /[a-z0-9@$!*#%&^|+\u0001]+/g;
/** Three letters or more that stand alone. */
const SPELLED = /(?<![a-z0-9'’\u0001])[a-z](?:[ .\-_*/\u0001]{1,3}[a-z](?![a-z0-9'’\u0001])){2,}/g;
/** Bad words that no innocent word contains. */
export const INSIDE_WORDS = ["fuck", "bitch", "whore", "asshole", "dickhead", "shithead"];
const INSIDE = new RegExp(INSIDE_WORDS.join("|"), "g");

/** Finds the lists' words and phrases in a text, in linear time. */
export function read(text: string): Reading {
  const folded = fold(text);
  const foreign = /[\u0370-\u052f]/.test(text);
  const matches: Match[] = [];
  const add = (start: number, end: number, { weight, label }: Entry) => {
    if (!foreign || !isForeign(text.slice(start, end))) matches.push({ start, end, label, weight });
  };
  const count = readChunks(folded, add);
  readSpelled(folded, add);
  for (const { 0: word, index } of folded.matchAll(INSIDE))
    add(index, index + word.length, lookUp(word)!);
  return { matches: apart(matches), words: count };
}

type Add = (start: number, end: number, entry: Entry) => void;

/** Reads the text chunk by chunk; returns the number of words. */
function readChunks(folded: string, add: Add): number {
  const stretched = /([a-z])\1\1/.test(folded);
  let count = 0;
  CHUNK.lastIndex = 0;
  for (let match = CHUNK.exec(folded); match; match = CHUNK.exec(folded)) {
    const [chunk] = match;
    const start = match.index;
    if (!/^[a-z]+$/.test(chunk)) {
      const { words, found } = readChunk(chunk);
      count += words;
      for (const { from, to, entry } of found) add(start + from, start + to, entry);
      continue;
    }
    count++;
    const phrase = phrases.get(chunk)?.find((term) => phraseEnd(folded, start, term) >= 0);
    if (phrase) {
      const end = phraseEnd(folded, start, phrase);
      add(start, end, phrase);
      count += phrase.words.length - 1;
      CHUNK.lastIndex = end;
      continue;
    }
    const entry = lookUp(chunk) ?? (stretched ? unstretch(chunk) : undefined);
    if (entry) add(start, start + chunk.length, entry);
  }
  return count;
}

/** Where a phrase that begins at an offset ends, or −1: a space or a hyphen stands between its words. */
function phraseEnd(folded: string, start: number, { words }: Term): number {
  let end = start - 1;
  for (const word of words) {
    if (end >= start && folded[end] !== " " && folded[end] !== "-") return -1;
    if (!folded.startsWith(word, end + 1)) return -1;
    end += 1 + word.length;
  }
  return /[a-z0-9]/.test(folded[end] ?? "") ? -1 : end;
}

/** Words spelled in letters that stand alone. */
function readSpelled(folded: string, add: Add): void {
  for (const { 0: run, index } of folded.matchAll(SPELLED)) {
    const places = [...run.matchAll(/[a-z]/g)].map((letter) => index + letter.index);
    const found = unspace(run.replace(/[^a-z]/g, ""));
    if (found) add(places[found.from], places[found.to - 1] + 1, found.entry);
  }
}

/** Matches by start, without those that lie in or over an earlier one. */
function apart(matches: Match[]): readonly Match[] {
  matches.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Match[] = [];
  for (const match of matches) if (match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match);
  return kept;
}
