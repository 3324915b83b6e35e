import { checkPhysicalLine } from "./checks/physical-line.ts";
import type { Context } from "./context.ts";
import { asksForNoqa } from "./logical-line.ts";
import { isSpace } from "./tokenizer/characters.ts";
import { NEWLINE, NL, STRING } from "./tokenizer/kinds.ts";

/** Follows the tokenizer and checks each physical line at the token that ends it. */
export interface PhysicalLines {
  line(row: number): void;
  token(kind: number, end: number, startRow: number, endRow: number, lineEndRow: number): void;
  /** The text has ended inside a statement. */
  end(): void;
}

/**
 * A line ends at its line break, or at its last token before a backslash. A string of several lines ends all of its
 * lines but the last; a line that ends with no token, such as a lone backslash, is not checked.
 */
export function createPhysicalLines(context: Context): PhysicalLines {
  const { text, rowStarts, rows } = context.source;
  /** The line, as the tokenizer has it, of the last token. */
  let lineStart = 0;
  let lineEnd = 0;
  /** Where the white space and the backslash begin that end the line up to `foundFor`; there itself if none do. */
  let backslash = 0;
  let foundFor = -1;

  const noqa = () => asksForNoqa(text.slice(lineStart, lineEnd));

  const isLastBeforeBackslash = (end: number) => {
    if (foundFor !== lineEnd) {
      foundFor = lineEnd;
      backslash = lineEnd;
      if (lineEnd >= lineStart + 2 && text.endsWith("\\\n", lineEnd)) {
        backslash = lineEnd - 2;
        while (backslash > lineStart && isSpace(text.charCodeAt(backslash - 1))) backslash--;
      }
    }
    return end >= backslash && end <= lineEnd - 2;
  };

  const checkString = (startRow: number, endRow: number) => {
    const { rowsRead } = context;
    for (let row = startRow; row < endRow; row++) {
      context.rowsRead = row + 1;
      checkPhysicalLine(context, rowStarts[row], rowStarts[row + 1], true, () => false);
    }
    context.rowsRead = rowsRead;
  };

  return {
    line(row) {
      context.rowsRead = row + 1;
      if (context.indentCharacter !== "") return;
      const first = text[rowStarts[row]];
      if (first === " " || first === "\t" || first === "\xa0") context.indentCharacter = first;
    },
    token(kind, end, startRow, endRow, lineEndRow) {
      const previousStart = lineStart;
      const previousEnd = lineEnd;
      lineStart = rowStarts[startRow];
      lineEnd = rowStarts[lineEndRow];
      // Python counts the columns of a token in its last row, but its line from the first.
      const behind = lineStart + end - rowStarts[endRow];
      if (kind === NEWLINE || kind === NL || isLastBeforeBackslash(behind)) {
        // The line break that Python makes up at the end has no line of its own.
        if (lineStart < lineEnd) checkPhysicalLine(context, lineStart, lineEnd, false, noqa);
        else checkPhysicalLine(context, previousStart, previousEnd, false, () => false);
      } else if (kind === STRING && endRow > startRow && !noqa()) checkString(startRow, endRow);
    },
    end: () => checkPhysicalLine(context, rowStarts[rows - 1], rowStarts[rows], false, noqa),
  };
}
