import { continuationLines } from "./checks/continuation-lines.ts";
import type { Context } from "./context.ts";
import { indentWidth } from "./indentation.ts";
import { readLogicalLine } from "./logical-line.ts";
import { createPhysicalLines } from "./physical-lines.ts";
import { logicalChecks, type Rules } from "./rules.ts";
import { readSource } from "./source.ts";
import { NEWLINE, NL, OP } from "./tokenizer/kinds.ts";
import { tokenize } from "./tokenizer/tokenize.ts";
import { addToken, createTokens } from "./tokens.ts";
import type { Violation } from "./violation.ts";

/** All violations in a text, in the order in which they are met. */
export function checkText(text: string, rules: Rules): Violation[] {
  const source = readSource(text);
  const tokens = createTokens();
  const found: Violation[] = [];
  const context: Context = {
    source,
    tokens,
    maxLineLength: rules.maxLineLength,
    logical: "",
    pieces: { count: 0, offsets: [], rows: [], positions: [] },
    noqa: false,
    rowsRead: 0,
    indentCharacter: "",
    indentLevel: 0,
    previousIndentLevel: 0,
    blankLines: 0,
    blankBefore: 0,
    previousLogical: "",
    previousUnindented: "",
    report(code, row, column) {
      if (!rules.wants(code)) return false;
      found.push({ line: row + 1, column: column + 1, code });
      return true;
    },
  };
  const checks = logicalChecks(rules);
  const physicalLines = createPhysicalLines(context);
  let depth = 0;

  const checkLogicalLine = () => {
    const row = context.pieces.rows[0];
    context.indentLevel = indentWidth(
      source.text,
      source.rowStarts[row],
      context.pieces.positions[0],
    );
    context.blankBefore = Math.max(context.blankBefore, context.blankLines);
    for (const { run } of checks) run(context);
    if (context.logical !== "") {
      context.previousIndentLevel = context.indentLevel;
      context.previousLogical = context.logical;
      if (context.indentLevel === 0) context.previousUnindented = context.logical;
    }
    context.blankLines = 0;
    tokens.count = 0;
  };

  const error = tokenize(source, {
    line: physicalLines.line,
    token(kind, start, end, startRow, endRow, lineEndRow, word) {
      physicalLines.token(kind, end, startRow, endRow, lineEndRow);
      addToken(tokens, kind, start, end, startRow, endRow, lineEndRow, word);
      if (kind === OP) {
        if (word === "(" || word === "[" || word === "{") depth++;
        else if (word === ")" || word === "]" || word === "}") depth--;
      } else if (kind === NEWLINE && depth === 0) {
        if (readLogicalLine(context)) checkLogicalLine();
        context.blankBefore = 0;
      } else if (kind === NL && depth === 0) {
        if (tokens.count === 1) {
          context.blankLines++;
          tokens.count = 0;
        } else if (readLogicalLine(context)) checkLogicalLine();
      }
    },
  });

  if (error) context.report("E901", error.row, error.column);
  if (tokens.count > 0) {
    physicalLines.end();
    if (readLogicalLine(context)) {
      if (checks.includes(continuationLines) && breaksOffInString(context)) return [];
      checkLogicalLine();
    }
  }
  return found;
}

/**
 * Whether the text ends inside a statement of several lines, right behind a string of several lines. There pycodestyle
 * itself ends with an IndexError, so it reports nothing at all.
 */
function breaksOffInString({ tokens, noqa }: Context): boolean {
  const last = tokens.count - 1;
  const begins = tokens.startRows[last];
  return !noqa && begins > tokens.startRows[0] && tokens.endRows[last] > begins;
}
