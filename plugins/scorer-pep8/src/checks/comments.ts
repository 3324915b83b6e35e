import { type Check, reportEnd, reportStart } from "../context.ts";
import { isSpace } from "../tokenizer/characters.ts";
import { COMMENT, NL } from "../tokenizer/kinds.ts";

/** E261 to E266: the space before a comment, and between its `#` and its text. */
export const comments: Check = {
  codes: ["E261", "E262", "E265", "E266"],
  run(context) {
    const { tokens, source } = context;
    const { text, rowStarts } = source;
    let previous = -1;
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.kinds[i] !== COMMENT) {
        if (tokens.kinds[i] !== NL) previous = i;
        continue;
      }
      const row = tokens.startRows[i];
      const start = tokens.starts[i];
      const inline = !isBlank(text, rowStarts[row], start);
      if (
        inline &&
        previous >= 0 &&
        tokens.endRows[previous] === row &&
        start < tokens.ends[previous] + 2
      ) {
        reportEnd(context, "E261", previous);
      }
      const comment = text.slice(start, tokens.ends[i]);
      const space = comment.indexOf(" ");
      const symbol = space < 0 ? comment : comment.slice(0, space);
      const rest = space < 0 ? "" : comment.slice(space + 1);
      const bad = symbol !== "#" && symbol !== "#:";
      if (inline) {
        if (bad || /^[ \t\xa0]/.test(rest)) reportStart(context, "E262", i);
      } else if (bad) {
        const other = /^#*([^#]?)/.exec(symbol)?.[1];
        if (other === "!" && row === 0) continue;
        if (other) reportStart(context, "E265", i);
        else if (rest !== "") reportStart(context, "E266", i);
      }
    }
  },
};

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}
