import { type Check, reportEnd } from "../context.ts";
import { isKeyword, isSoftKeyword } from "../keywords.ts";
import { COMMENT, DEDENT, ERROR, INDENT, NAME, NEWLINE, NL, OP } from "../tokenizer/kinds.ts";

const words = (list: string) => new Set(list.split(" "));
const ALWAYS_SPACED = words(
  "**= *= /= //= += -= != < > %= ^= &= |= == <= >= <<= >>= = and in is or -> :=",
);
const ARITHMETIC = words("** * / // + - @");
const OPTIONAL = words("** * / // + - @ ^ & | << >> %");
const MAYBE_UNARY = words(">> ** * + -");

/** E225 to E228: white space around operators. */
export const operatorWhitespace: Check = {
  codes: ["E225", "E226", "E227", "E228"],
  run(context) {
    const { count, kinds, texts, starts, ends, startRows, endRows } = context.tokens;
    let depth = 0;
    let previous = -1;
    /** What the last operator asks of the gap behind it: a space, the same as before it, or nothing. */
    let need: "space" | "same-space" | "same-none" | "" = "";
    let operand = -1; // the token before that operator
    for (let i = 0; i < count; i++) {
      const kind = kinds[i];
      if (kind === NL || kind === NEWLINE || kind === INDENT || kind === DEDENT) continue;
      if (kind === COMMENT || kind === ERROR) continue;
      const text = texts[i];
      if (text === "(" || text === "lambda") depth++;
      else if (text === ")") depth--;
      const touches =
        previous >= 0 && starts[i] === ends[previous] && startRows[i] === endRows[previous];
      if (need !== "") {
        const operator = texts[previous];
        if (!touches) {
          if (need === "same-none") reportEnd(context, "E225", operand);
          need = "";
        } else if (
          (operator === "/" && (text === "," || text === ")" || text === ":")) ||
          (operator === ")" && text === ":") ||
          (operator === "<" && text === ">")
        ) {
          // The / of def f(a, /, b), and the <> of Python 2.
        } else {
          if (need === "space" || need === "same-space") reportEnd(context, "E225", previous);
          else if (operator !== "**") {
            const code = operator === "%" ? "E228" : ARITHMETIC.has(operator) ? "E226" : "E227";
            reportEnd(context, code, operand);
          }
          need = "";
        }
      } else if (previous >= 0 && (kind === OP || /^(?:and|in|is|or)$/.test(text))) {
        if (text === "=" && depth !== 0) {
          // A keyword argument or a default.
        } else if (ALWAYS_SPACED.has(text)) need = "space";
        else if (MAYBE_UNARY.has(text)) {
          const before = texts[previous];
          const binary =
            kinds[previous] === OP
              ? before === ")" || before === "]" || before === "}"
              : kinds[previous] !== NAME ||
                !(isKeyword(before) || isSoftKeyword(before) || before === "print");
          if (binary) need = touches ? "same-none" : "same-space";
        } else if (OPTIONAL.has(text)) need = touches ? "same-none" : "same-space";
        if (need === "same-none" || need === "same-space") operand = previous;
        else if (need === "space" && touches) {
          reportEnd(context, "E225", previous);
          need = "";
        }
      }
      previous = i;
    }
  },
};
