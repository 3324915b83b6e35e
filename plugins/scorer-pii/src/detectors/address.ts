import type { Span } from "../span.ts";
import { NUMBER_WORDS, STATE_CODES, STATE_NAMES, STREET_TYPES } from "./address-words.ts";

/** Any of some words, whatever their case. */
function anyOf(words: readonly string[]): string {
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  return `(?:${longestFirst.map(anyCase).join("|")})`;
}

function anyCase(word: string): string {
  return word
    .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    .replaceAll(" ", "\\s");
}

const SPACE = "[^\\S\\n]{1,3}";
/** Between the parts: spaces, a comma, a new line. */
const GAP = "\\s{0,2}[.,]{0,2}\\s{0,9}";
const SOME_GAP = "(?:\\s{1,9}|\\s{0,2},\\s{0,9})";

const WORDS = anyOf(NUMBER_WORDS);
const NUMBER = `(?:\\d{1,5}(?: ?-? ?\\d{1,5})?|${WORDS}(?:[ -](?:${anyCase("and")} )?${WORDS}){0,4})`;
const STREET_NAME = `[a-zA-Z0-9 .]{3,31}`;
const DIRECTION = `(?:${anyOf(["north", "south", "east", "west", "nw", "ne", "sw", "se"])}|[NSEW]\\.?)\\b`;
const FLOOR = `(?:\\d{1,3}[a-zA-Z]{0,2}\\.? ${anyCase("floor")}|${anyCase("floor")} \\d{1,3}[a-zA-Z]{0,2})\\b`;
const UNIT = `(?:${anyOf(["building", "bldg", "suite", "ste", "apartment", "apt", "room", "rm"])}\\.? [\\w#&-]{1,7}|#\\s?[\\w-]{1,5})`;
const BOX = `[pP]\\.? ?[oO]\\.? ?${anyCase("box")} \\d{1,6}`;
const CITY = "[a-zA-Z][a-zA-Z '.-]{2,20}";
const STATE = `(?:(?:${STATE_CODES.join("|")})|${anyOf(STATE_NAMES)})\\b`;
const ZIP = "\\d{5}(?:-\\d{4})?(?!\\d)";
const COUNTRY = `(?:[uU]\\.?[sS]\\.?[aA]\\b\\.?|${anyCase("united states")}(?: ${anyCase("of america")})?)`;

const ADDRESS = new RegExp(
  [
    `(?<![\\w.,-])${NUMBER}${SPACE}(?:${STREET_NAME}[ ,])?${anyOf(STREET_TYPES)}\\b`,
    ...[DIRECTION, FLOOR, UNIT, UNIT, BOX].map((part) => `(?:${GAP}${part})?`),
    `${GAP}${CITY}${SOME_GAP}${STATE}(?:${SOME_GAP}${ZIP})?(?:${SOME_GAP}${COUNTRY})?`,
  ].join(""),
  "g",
);

/** What every address has: a state after a gap. */
const ANY_STATE = new RegExp(`[\\s,]${STATE}`);

/**
 * An address in the United States: a number, a street with its type, perhaps a floor, a unit or a box, then a city, a
 * state and perhaps a ZIP code; not one with "coverage" in it.
 */
export function address(text: string): readonly Span[] {
  if (!ANY_STATE.test(text)) return [];
  const spans: Span[] = [];
  for (const { index, 0: found } of text.matchAll(ADDRESS)) {
    if (!/coverage/i.test(found)) spans.push({ start: index, end: index + found.length });
  }
  return spans;
}
