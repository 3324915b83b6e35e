import { isDigit } from "./characters.ts";

const UNDERSCORE = 95;
const DOT = 46;

/** Where the number ends that begins at the offset; the offset itself if none does. */
export function numberEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isDigit(first)) {
    return first === DOT && isDigit(text.charCodeAt(start + 1)) ? realEnd(text, start) : start;
  }
  const whole = runEnd(text, start, isDigit);
  const next = text.charCodeAt(whole);
  if (next === DOT || isExponent(text, whole) || isLetter(text, whole, "j")) {
    return realEnd(text, start);
  }
  if (text[start] !== "0") return whole;
  for (const [letter, isOne] of BASES) {
    if (!isLetter(text, start + 1, letter)) continue;
    const end = runEnd(text, start + 2, isOne, true);
    if (end > start + 2) return end;
  }
  return runEnd(text, start, isZero); // 0777 of Python 2 is 0 and 777
}

/** The end of a number that has a fraction, an exponent or an imaginary unit. */
function realEnd(text: string, start: number): number {
  let end = runEnd(text, start, isDigit);
  if (text.charCodeAt(end) === DOT) end = runEnd(text, end + 1, isDigit);
  if (isExponent(text, end)) end = runEnd(text, end + (isSign(text, end + 1) ? 2 : 1), isDigit);
  return isLetter(text, end, "j") ? end + 1 : end;
}

/** The end of a run of digits, single underscores between them; one may come first where `prefixed`. */
function runEnd(
  text: string,
  start: number,
  isOne: (code: number) => boolean,
  prefixed = false,
): number {
  let at = start;
  for (;;) {
    const skip = text.charCodeAt(at) === UNDERSCORE && (prefixed || at > start) ? 1 : 0;
    if (!isOne(text.charCodeAt(at + skip))) return at;
    at += skip + 1;
  }
}

const isZero = (code: number) => code === 48;
const isHexadecimal = (code: number) => isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
const BASES: readonly (readonly [string, (code: number) => boolean])[] = [
  ["x", isHexadecimal],
  ["b", (code) => code === 48 || code === 49],
  ["o", (code) => code >= 48 && code <= 55],
];

function isLetter(text: string, at: number, lower: string): boolean {
  return at < text.length && (text.charCodeAt(at) | 32) === lower.charCodeAt(0);
}

function isSign(text: string, at: number): boolean {
  return text[at] === "+" || text[at] === "-";
}

function isExponent(text: string, at: number): boolean {
  return isLetter(text, at, "e") && isDigit(text.charCodeAt(at + (isSign(text, at + 1) ? 2 : 1)));
}
