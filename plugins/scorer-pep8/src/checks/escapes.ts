import type { Check } from "../context.ts";
import { STRING } from "../tokenizer/kinds.ts";

/** W605: a backslash before a character that it does not escape. */
export function invalidEscapes(): Check {
  let backslash = -1; // the first in the text from the last string on; beyond every string if there is none
  return {
    codes: ["W605"],
    run({ tokens, source, noqa, report }) {
      if (noqa) return;
      const { text, rowStarts } = source;
      for (let i = 0; i < tokens.count; i++) {
        if (tokens.kinds[i] !== STRING) continue;
        const start = tokens.starts[i];
        const end = tokens.ends[i];
        if (backslash < start) {
          backslash = text.indexOf("\\", start);
          if (backslash < 0) backslash = Infinity;
        }
        if (backslash >= end) continue;
        let at = backslash;
        let quote = start;
        let raw = false;
        for (; text[quote] !== text[end - 1]; quote++)
          raw ||= text[quote] === "r" || text[quote] === "R";
        if (raw) continue;
        let row = tokens.startRows[i];
        while (at >= 0 && at < end) {
          at++;
          if (!/[\n\\'"abfnrtv0-7xNuU]/.test(text[at])) {
            while (rowStarts[row + 1] <= at) row++;
            report("W605", row, at - 1 - rowStarts[row]);
          }
          at = text.indexOf("\\", at + 1);
        }
      }
    },
  };
}
