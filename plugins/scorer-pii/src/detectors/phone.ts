import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { Span } from "../span.ts";
import {
  BALANCED,
  CANDIDATE,
  DATE,
  INNER,
  MINUTES,
  PAGES,
  SECOND_NUMBER,
  SIX_DIGITS,
  STARTS_WITH_LEAD,
  TIMESTAMP,
  TRAILING,
  UNWANTED_NEIGHBOUR,
} from "./phone-patterns.ts";

/** libphonenumber gives up on a text after so many candidates that are no numbers. */
const MOST_TRIES = 65_535;
const MOST_KNOWN = 1_000;

const KEYS = Object.fromEntries(
  ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"].flatMap((letters, i) =>
    Array.from(letters, (letter) => [letter, String(i + 2)]),
  ),
);

/**
 * A phone number that is valid in the United States, or anywhere with its country's code.
 *
 * The rules are those of libphonenumber's matcher at leniency VALID; libphonenumber-js knows the numbering plans.
 * (Its own `findNumbers` looks for numbers inside a candidate in another way.)
 */
export function phone(text: string): readonly Span[] {
  if (!SIX_DIGITS.test(text)) return [];
  const candidates = new RegExp(CANDIDATE, "giu");
  const inner = INNER.map((pattern) => new RegExp(pattern, "dg"));
  const known = new Map<string, boolean>();
  let tries = MOST_TRIES;

  /** Parsing is dear, and texts repeat numbers. */
  const isNumber = (candidate: string): boolean => {
    const seen = known.get(candidate);
    if (seen !== undefined) return seen;
    if (known.size === MOST_KNOWN) known.clear();
    const valid = isValidNumber(candidate);
    known.set(candidate, valid);
    return valid;
  };

  /** The span of a candidate if it is a number; offsets are those of the text. */
  const verify = (candidate: string, start: number): Span | undefined => {
    const end = start + candidate.length;
    if (mayBeNumber(candidate) && standsAlone(text, candidate, start) && isNumber(candidate)) {
      return { start, end };
    }
    tries--;
    return undefined;
  };

  const verifyInside = (candidate: string, start: number): Span | undefined => {
    for (const pattern of inner) {
      pattern.lastIndex = 0;
      let first = true;
      for (let match = pattern.exec(candidate); match; match = pattern.exec(candidate)) {
        const before =
          first && verify(candidate.slice(0, match.index).replace(TRAILING, ""), start);
        if (before) return before;
        first = false;
        const offset = match.indices?.[1][0] ?? 0;
        const found = verify(match[1].replace(TRAILING, ""), start + offset);
        if (found) return found;
        if (tries <= 0) return undefined;
        pattern.lastIndex = match.index + 1;
      }
    }
    return undefined;
  };

  const spans: Span[] = [];
  for (let match = candidates.exec(text); match && tries > 0; match = candidates.exec(text)) {
    const second = match[0].search(SECOND_NUMBER);
    const candidate = second < 0 ? match[0] : match[0].slice(0, second);
    const start = match.index;
    let end = start + candidate.length;
    if (SIX_DIGITS.test(candidate) && !isDate(text, candidate, end)) {
      const span = verify(candidate, start) ?? verifyInside(candidate, start);
      if (span) {
        spans.push(span);
        end = span.end;
      }
    } else {
      tries--;
    }
    candidates.lastIndex = end;
  }
  return spans;
}

/** Sorts out, without the cost of parsing, what has too few digits or no number's shape in the United States. */
function mayBeNumber(candidate: string): boolean {
  if (/[^-0-9 ()./[\]]/.test(candidate)) return SIX_DIGITS.test(candidate);
  const digits = candidate.replace(/[^0-9]+/g, "");
  // Both the country's code and the national prefix are 1, and the parser takes off one of each.
  return /^1{0,2}(?:[2-9]\d{9}|3\d{6})$/.test(digits) || /^011\d{6}/.test(digits);
}

function isDate(text: string, candidate: string, end: number): boolean {
  if (DATE.test(candidate)) return true;
  MINUTES.lastIndex = end;
  return TIMESTAMP.test(candidate) && MINUTES.test(text);
}

function standsAlone(text: string, candidate: string, start: number): boolean {
  const end = start + candidate.length;
  if (!BALANCED.test(candidate) || PAGES.test(candidate)) return false;
  const led = start === 0 || STARTS_WITH_LEAD.test(candidate);
  return (
    (led || !UNWANTED_NEIGHBOUR.test(text[start - 1])) &&
    (end === text.length || !UNWANTED_NEIGHBOUR.test(text[end]))
  );
}

function isValidNumber(candidate: string): boolean {
  const number = parsePhoneNumberFromString(
    inAsciiDigits(candidate).replace(/[+\uff0b]{2}/, "+"),
    "US",
  );
  if (!number?.isValid()) return false;
  // An x inside a number must be the mark of its extension.
  const x = candidate.slice(0, -1).search(/x/i);
  return x < 0 || candidate.slice(x).replace(/[^0-9]/g, "") === number.ext;
}

/** A candidate with the digits of all scripts in ASCII, and letters at its end as on a phone's keys: `ext` is 398. */
function inAsciiDigits(candidate: string): string {
  return candidate
    .replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))
    .replace(/[a-z]{3,}$/i, (word) => word.replace(/./g, (letter) => KEYS[letter.toLowerCase()]));
}

/** The digits of a script stand in order; some scripts follow one another without a gap. */
function digitValue(code: number): number {
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
