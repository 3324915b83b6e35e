import { type Check, reportOffset } from "../context.ts";
import { isSingleton } from "../keywords.ts";
import { isSpace, isWord, WORD_END } from "../tokenizer/characters.ts";

const EQUALITY = /[=!]=/g;
const SINGLETON = new RegExp(`^(?:None|True|False)${WORD_END}`);

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
      const right = SINGLETON.exec(logical.slice(next, next + 6))?.[0];
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
