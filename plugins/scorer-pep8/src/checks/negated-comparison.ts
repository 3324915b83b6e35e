import { type Check, reportOffset } from "../context.ts";
import { isSpace, S, WORD_START } from "../tokenizer/characters.ts";

const NEGATION = new RegExp(`${WORD_START}(?<!is${S})not${S}+`, "g");
const MEMBERSHIP = new RegExp(`${S}*(i[ns])${S}`, "y");
/** What ends an operand: the other white space is part of it. */
const OPERAND_END = /[\][)(}{ ]|$/g;

/** E713 and E714: the first `not x in y` or `not x is y`. */
export const negatedComparison: Check = {
  codes: ["E713", "E714"],
  run(context) {
    const { logical } = context;
    if (!logical.includes("not")) return;
    let searched = 0; // operands up to here have no "in" or "is" behind them
    for (const { index, 0: negation } of logical.matchAll(NEGATION)) {
      let start = index + negation.length;
      while (start > index + 4 && logical[start - 1] !== " ") start--;
      if (start < searched) continue;
      OPERAND_END.lastIndex = start;
      const end = OPERAND_END.exec(logical)?.index ?? logical.length;
      const word =
        membershipBehind(logical, start, end) ??
        membershipBehindGap(logical, index + "not".length, index + negation.length);
      if (word) {
        reportOffset(context, word === "in" ? "E713" : "E714", index);
        return;
      }
      searched = end;
    }
  },
};

/** The `in` or `is` behind an operand, which ends at one of the white spaces up to `end`; the last counts. */
function membershipBehind(logical: string, start: number, end: number): string | undefined {
  let found: string | undefined;
  for (let at = start + 1; at <= end; at++) {
    if (!isSpace(logical.charCodeAt(at))) continue;
    MEMBERSHIP.lastIndex = at;
    found = MEMBERSHIP.exec(logical)?.[1] ?? found;
    while (at + 1 <= end && isSpace(logical.charCodeAt(at + 1))) at++;
  }
  return found;
}

/** The same behind the gap after `not`, where white space other than spaces stands for the operand. */
function membershipBehindGap(logical: string, gap: number, end: number): string | undefined {
  if (!/[^ ]/.test(logical.slice(gap + 1, end - 1))) return undefined;
  MEMBERSHIP.lastIndex = end;
  return MEMBERSHIP.exec(logical)?.[1];
}
