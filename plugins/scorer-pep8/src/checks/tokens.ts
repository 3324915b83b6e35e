import { type Check, reportEnd, reportStart } from "../context.ts";
import { isKeyword, isSoftKeyword } from "../keywords.ts";
import { COMMENT, NAME, NEWLINE, NL, OP } from "../tokenizer/kinds.ts";

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

/** E251 and E252: white space around the `=` of a keyword argument or a parameter's default. */
export const parameterEquals: Check = {
  codes: ["E251", "E252"],
  run(context) {
    const { count, kinds, texts, starts, ends, startRows, endRows } = context.tokens;
    const inDefinition = /^(?:async[\t-\r\x1c-\x20\x85\xa0]+def|def)(?![\w\xb2])/.test(
      context.logical,
    );
    let depth = 0;
    let annotated = false;
    let previous = -1;
    let expected: "space" | "none" | "" = "";
    for (let i = 0; i < count; i++) {
      if (kinds[i] === NL) continue;
      const touches =
        previous >= 0 && starts[i] === ends[previous] && startRows[i] === endRows[previous];
      if (expected === "none" && !touches) reportEnd(context, "E251", previous);
      if (expected === "space" && touches) reportEnd(context, "E252", previous);
      expected = "";
      if (kinds[i] === OP) {
        const text = texts[i];
        if (text === "(" || text === "[") depth++;
        else if (text === ")" || text === "]") depth--;
        else if (inDefinition && text === ":" && depth === 1) annotated = true;
        else if (text === "," && depth === 1) annotated = false;
        else if (text === "=" && depth !== 0) {
          if (annotated && depth === 1) {
            expected = "space";
            if (touches) reportEnd(context, "E252", previous);
          } else {
            expected = "none";
            if (!touches) reportEnd(context, "E251", previous);
          }
        }
        if (depth === 0) annotated = false;
      }
      previous = i;
    }
  },
};

/** E502: a backslash at the end of a line inside brackets. */
export const redundantBackslash: Check = {
  codes: ["E502"],
  run(context) {
    const { source, tokens, report } = context;
    const { count, kinds, texts, startRows, endRows, lineEndRows } = tokens;
    if (startRows[0] === endRows[count - 1]) return;
    let row = -1;
    let lastEnd = -1;
    let depth = 0;
    let comment = false;
    let backslash = -1;
    let backslashRow = 0;
    for (let i = 0; i < count; i++) {
      if (kinds[i] === COMMENT) comment = true;
      if (startRows[i] !== row && depth !== 0 && backslash >= 0 && !comment) {
        report("E502", backslashRow, backslash);
      }
      if (endRows[i] !== lastEnd) {
        backslash = backslashColumn(source.text, source.rowStarts, startRows[i], lineEndRows[i]);
        backslashRow = endRows[i];
        lastEnd = endRows[i];
        row = endRows[i];
      } else row = startRows[i];
      if (kinds[i] === OP) {
        const text = texts[i];
        if (text === "(" || text === "[" || text === "{") depth++;
        else if (text === ")" || text === "]" || text === "}") depth--;
      }
    }
  },
};

/** The column of the backslash that ends a token's line, as far as the last line break of any kind; -1 if none does. */
function backslashColumn(
  text: string,
  rowStarts: readonly number[],
  startRow: number,
  endRow: number,
): number {
  if (endRow === startRow) return -1;
  let end = rowStarts[endRow];
  while (end > rowStarts[startRow] && text[end - 1] === "\n") end--;
  if (end === rowStarts[startRow] || text[end - 1] !== "\\") return -1;
  let start = end;
  while (start > rowStarts[startRow] && !/[\n\v\f\x1c-\x1e\x85]/.test(text[start - 1])) start--;
  return end - 1 - start;
}
