import { type Check, reportOffset } from "../context.ts";
import { isSingleton } from "../keywords.ts";
import { isSpace, isWord } from "../tokenizer/characters.ts";

const EQUALITY = /[=!]=/g;

/** E711 and E712: `==` or `!=` with None, True or False. */
export const singletonComparison: Check = {
  codes: ["E711", "E712"],
  run(context) {
    const { logical, noqa } = context;
    if (noqa) return;
    EQUALITY.lastIndex = 0;
    let from = 0;
    for (let match = EQUALITY.exec(logical); match; match = EQUALITY.exec(logical)) {
      const at = match.index;
      const left = singletonBefore(logical, at, from);
      let next = at + 2;
      while (isSpace(logical.charCodeAt(next))) next++;
      const right = /^(?:None|True|False)(?![\w\xb2])/.exec(logical.slice(next, next + 6))?.[0];
      const found = left && isWord(logical.charCodeAt(next)) ? left : right;
      if (found === undefined) {
        EQUALITY.lastIndex = at + 1;
        continue;
      }
      reportOffset(context, found === "None" ? "E711" : "E712", at);
      from = found === left ? next : next + found.length;
      EQUALITY.lastIndex = from;
    }
  },
};

function singletonBefore(logical: string, operator: number, from: number): string | undefined {
  let end = operator;
  while (end > from && isSpace(logical.charCodeAt(end - 1))) end--;
  for (const length of [4, 5]) {
    const start = end - length;
    const word = logical.slice(Math.max(start, 0), end);
    if (start >= from && isSingleton(word) && !isWord(logical.charCodeAt(start - 1))) return word;
  }
  return undefined;
}

const SPACED_NEGATION = /(?<![\w\xb2])(?<!is[\t-\r\x1c-\x20\x85\xa0])not[\t-\r\x1c-\x20\x85\xa0]+[^\][)(}{ ]+[\t-\r\x1c-\x20\x85\xa0]+(in|is)[\t-\r\x1c-\x20\x85\xa0]/;

/** E713 and E714: `not x in y` and `not x is y`. */
export const negatedComparison: Check = {
  codes: ["E713", "E714"],
  run(context) {
    const { logical } = context;
    if (!logical.includes("not")) return;
    const match = SPACED_NEGATION.exec(logical);
    if (match) reportOffset(context, match[1] === "in" ? "E713" : "E714", match.index);
  },
};

const TYPE_COMPARISON =
  /(?:[=!]=|is(?:[\t-\r\x1c-\x20\x85\xa0]+not)?)[\t-\r\x1c-\x20\x85\xa0]+type(?:s.\w+Type|[\t-\r\x1c-\x20\x85\xa0]*\([\t-\r\x1c-\x20\x85\xa0]*([^)]*[^ )])[\t-\r\x1c-\x20\x85\xa0]*\))/;

/** E721: types compared with `==` or `is`. */
export const typeComparison: Check = {
  codes: ["E721"],
  run(context) {
    const { logical, noqa } = context;
    if (noqa || !logical.includes("type")) return;
    const match = TYPE_COMPARISON.exec(logical);
    if (!match) return;
    const argument = match[1];
    if (argument !== undefined && /^[A-Za-z_]\w*$/.test(argument) && !isSingleton(argument)) return;
    reportOffset(context, "E721", match.index);
  },
};
