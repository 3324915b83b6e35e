import { isAbbreviation } from "./abbreviations.ts";

/** A piece of a chunk, `end` exclusive. */
export interface Token {
  readonly start: number;
  readonly end: number;
}

const QUOTES = "'\"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉〈〉⟦⟧";
const PUNCTUATION = "…,:;!?¿؟¡()[\\]{}<>_#*&。？！，、；：～·।،۔؛٪";
const LOWER = "\\p{Ll}\\p{Lo}";
const UPPER = "\\p{Lu}\\p{Lo}";
const ALPHA = `${LOWER}${UPPER}`;

const PREFIX = new RegExp(
  `(?:\\.{2,}|\\+(?![0-9])|[§%=—–${PUNCTUATION}${QUOTES}\\p{Sc}\\p{So}])`,
  "uy",
);
const SUFFIX = new RegExp(`[—–${PUNCTUATION}${QUOTES}\\p{So}]`, "u");
const BEFORE_FULL_STOP = new RegExp(`[0-9${LOWER}%²\\-+${PUNCTUATION}${QUOTES}]`, "u");
const UPPER_CASE = new RegExp(`[${UPPER}]`, "u");
const INFIX = new RegExp(
  [
    "\\.{2,}|…|\\p{So}",
    "(?<=[0-9])[+\\-*^](?=[0-9-])",
    `(?<=[${LOWER}${QUOTES}])\\.(?=[${UPPER}${QUOTES}])`,
    `(?<=[${ALPHA}]),(?=[${ALPHA}])`,
    `(?<=[${ALPHA}])(?:-{1,3}|–|—{1,2}|~)(?=[${ALPHA}])`,
    `(?<=[${ALPHA}0-9])[:<>=/](?=[${ALPHA}])`,
  ].join("|"),
  "gu",
);
const LONGEST_HOST = 1000;
const HOST =
  /^(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff_-]{0,62}[A-Za-z0-9\u00a1-\uffff])?\.)+\p{Ll}{2,63}(?::\d{2,5})?$/u;

/**
 * Cuts a chunk without white space into tokens: affixes off both ends, then what is left at its infixes.
 *
 * These are the rules of spaCy's English tokenizer as far as they decide where sentences end.
 */
export function tokens(chunk: string): Token[] {
  if (chunk.length === 1) return [{ start: 0, end: 1 }];
  const before: Token[] = [];
  const after: Token[] = [];
  let start = 0;
  let end = chunk.length;
  while (start < end && !isAbbreviation(chunk, start, end)) {
    const prefix = prefixEnd(chunk, start, end);
    if (prefix > start && isAbbreviation(chunk, prefix, end)) {
      before.push({ start, end: prefix });
      start = prefix;
      break;
    }
    const suffix = suffixStart(chunk, prefix, end);
    if (prefix === start && suffix === end) break;
    const abbreviated = suffix < end && isAbbreviation(chunk, start, suffix);
    if (suffix < end) after.push({ start: suffix, end });
    if (prefix > start && !abbreviated) before.push({ start, end: prefix });
    end = suffix;
    if (abbreviated) break;
    start = prefix;
  }
  return [...before, ...split(chunk, start, end), ...after.reverse()];
}

/** Where the prefix ends that begins at `start`; `start` if there is none. */
function prefixEnd(chunk: string, start: number, end: number): number {
  PREFIX.lastIndex = start;
  return PREFIX.test(chunk) ? Math.min(PREFIX.lastIndex, end) : start;
}

/** Where the suffix begins that ends at `end`; `end` if there is none. Nothing before `start` is looked at. */
function suffixStart(chunk: string, start: number, end: number): number {
  const last = lastCharacter(chunk, start, end);
  if (SUFFIX.test(last)) return end - last.length;
  if (last === ".") {
    if (end - 2 >= start && chunk[end - 2] === ".") {
      let dots = end - 2;
      while (dots > start && chunk[dots - 1] === ".") dots--;
      return dots;
    }
    const previous = lastCharacter(chunk, start, end - 1);
    if (BEFORE_FULL_STOP.test(previous)) return end - 1;
    const second = lastCharacter(chunk, start, end - 1 - previous.length);
    return UPPER_CASE.test(previous) && UPPER_CASE.test(second) ? end - 1 : end;
  }
  if (/^[sS]$/.test(last) && end - 2 >= start && /['’]/.test(chunk[end - 2])) return end - 2;
  return end;
}

function lastCharacter(chunk: string, start: number, end: number): string {
  if (end <= start) return "";
  const code = end - 2 >= start ? (chunk.codePointAt(end - 2) ?? 0) : 0;
  return code > 0xffff ? chunk.slice(end - 2, end) : chunk[end - 1];
}

function split(chunk: string, start: number, end: number): Token[] {
  if (start === end) return [];
  if (isAbbreviation(chunk, start, end)) return [{ start, end }];
  const core = chunk.slice(start, end);
  if (isAddress(core)) return [{ start, end }];
  const pieces: Token[] = [];
  let from = 0;
  for (const { index, 0: infix } of core.matchAll(INFIX)) {
    if (index === from) continue;
    pieces.push({ start: start + from, end: start + index });
    from = index + infix.length;
    pieces.push({ start: start + index, end: start + from });
  }
  if (from < core.length) pieces.push({ start: start + from, end });
  return pieces;
}

/** Whether a chunk is one web or mail address: a host with a lower-case ending, perhaps with more around it. */
function isAddress(core: string): boolean {
  const rest = core.replace(/^[\w+\-.]{2,}:\/\//, "");
  const path = rest.search(/[/?#]/);
  const authority = path < 0 ? rest : rest.slice(0, path);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return host.length <= LONGEST_HOST && HOST.test(host);
}
