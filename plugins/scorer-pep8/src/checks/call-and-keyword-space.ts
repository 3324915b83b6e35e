import { type Check, reportEnd } from "../context.ts";
import { isKeyword, isSoftKeyword } from "../keywords.ts";
import { NAME, NEWLINE, NL } from "../tokenizer/kinds.ts";

/** E211: white space before the bracket of a call or subscript. */
export const callWhitespace: Check = {
  codes: ["E211"],
  run(context) {
    const { count, kinds, texts, starts, ends, startRows, endRows } = context.tokens;
    for (let i = 1; i < count; i++) {
      const text = texts[i];
      if (text !== "(" && text !== "[") continue;
      if (starts[i] === ends[i - 1] && startRows[i] === endRows[i - 1]) continue;
      const before = texts[i - 1];
      const follows =
        kinds[i - 1] === NAME
          ? !isKeyword(before) && !isSingletonOrSoft(before)
          : before === ")" || before === "]" || before === "}" || starts[i - 1] === ends[i - 1];
      if (follows && !(i > 1 && texts[i - 2] === "class")) reportEnd(context, "E211", i - 1);
    }
  },
};

function isSingletonOrSoft(word: string): boolean {
  return isSoftKeyword(word) || word === "None" || word === "True" || word === "False";
}

/** E275: no white space behind a keyword. */
export const keywordSpace: Check = {
  codes: ["E275"],
  run(context) {
    const { count, kinds, texts, starts, ends } = context.tokens;
    for (let i = 0; i + 1 < count; i++) {
      if (kinds[i] !== NAME || ends[i] !== starts[i + 1] || !isKeyword(texts[i])) continue;
      const next = kinds[i + 1];
      if (next === NEWLINE || next === NL || starts[i + 1] === ends[i + 1]) continue;
      const word = texts[i];
      const text = texts[i + 1];
      if (text === ":" || word === "async" || word === "await") continue;
      if ((word === "except" && text === "*") || (word === "yield" && text === ")")) continue;
      reportEnd(context, "E275", i);
    }
  },
};
