import type { Check } from "../context.ts";
import { COMMENT, OP } from "../tokenizer/kinds.ts";

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
