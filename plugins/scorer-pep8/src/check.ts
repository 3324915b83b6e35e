import { blankLines } from "./checks/blank-lines.ts";
import { comments } from "./checks/comments.ts";
import { negatedComparison, singletonComparison, typeComparison } from "./checks/comparisons.ts";
import { continuationLines } from "./checks/continuation-lines.ts";
import { invalidEscapes } from "./checks/escapes.ts";
import { indentation } from "./checks/indentation.ts";
import { breakAfterOperator, breakBeforeOperator } from "./checks/line-breaks.ts";
import { ambiguousNames, asyncNames } from "./checks/names.ts";
import { operatorWhitespace } from "./checks/operators.ts";
import { checkPhysicalLine } from "./checks/physical-line.ts";
import { bareExcept, compoundStatements, lateImports, severalImports } from "./checks/statements.ts";
import { callWhitespace, keywordSpace, parameterEquals, redundantBackslash } from "./checks/tokens.ts";
import { bracketWhitespace, commaGaps, keywordWhitespace, missingWhitespace, operatorGaps } from "./checks/whitespace.ts";
import type { Check, Context, Settings } from "./context.ts";
import { indentWidth } from "./indentation.ts";
import { asksForNoqa, readLogicalLine } from "./logical-line.ts";
import { readSource } from "./source.ts";
import { COMMENT, NEWLINE, NL, OP, STRING } from "./tokenizer/kinds.ts";
import { tokenize } from "./tokenizer/tokenize.ts";
import { createTokens } from "./tokens.ts";
import type { Violation } from "./violation.ts";

const LOGICAL: readonly (() => Check)[] = [
  blankLines, () => comments, () => negatedComparison, () => singletonComparison, () => typeComparison,
  () => continuationLines, () => invalidEscapes, () => indentation, () => breakAfterOperator, () => breakBeforeOperator,
  () => ambiguousNames, () => asyncNames, () => operatorWhitespace, () => bareExcept, () => compoundStatements,
  lateImports, () => severalImports, () => callWhitespace, () => keywordSpace, () => parameterEquals, () => redundantBackslash,
  () => bracketWhitespace, () => commaGaps, () => keywordWhitespace, () => missingWhitespace, () => operatorGaps,
];

export interface Rules {
  readonly settings: Settings;
  readonly wants: (code: string) => boolean;
}

export function checkText(text: string, { settings, wants }: Rules): Violation[] {
  const source = readSource(text);
  const found: Violation[] = [];
  const tokens = createTokens();
  const context: Context = {
    source, settings, tokens,
    logical: "", pieces: { count: 0, offsets: [], rows: [], positions: [] }, noqa: false,
    rowsRead: 0, indentCharacter: "", indentLevel: 0, previousIndentLevel: 0, blankLines: 0, blankBefore: 0,
    previousLogical: "", previousUnindented: "",
    report(code, row, column) {
      if (!wants(code)) return false;
      found.push({ line: row + 1, column: column + 1, code });
      return true;
    },
  };
  const checks = LOGICAL.map((create) => create()).filter(({ codes }) => codes.some(wants));
  const { rowStarts } = source;

  const checkLogical = () => {
    const [row] = context.pieces.rows;
    context.indentLevel = indentWidth(source.text, rowStarts[row], context.pieces.positions[0]);
    if (context.blankBefore < context.blankLines) context.blankBefore = context.blankLines;
    for (const { run } of checks) run(context);
    if (context.logical !== "") {
      context.previousIndentLevel = context.indentLevel;
      context.previousLogical = context.logical;
      if (context.indentLevel === 0) context.previousUnindented = context.logical;
    }
    context.blankLines = 0;
    tokens.count = 0;
  };

  const isContinued = (end: number, lineEnd: number) => {
    let at = end;
    while (at < lineEnd && /[\t-\r\x1c-\x20\x85\xa0]/.test(source.text[at])) at++;
    return source.text[at] === "\\" && at + 2 === lineEnd && source.text[at + 1] === "\n";
  };

  let depth = 0;
  let previousStart = 0;
  let previousEnd = 0;
  const error = tokenize(source, {
    line(row) {
      context.rowsRead = row + 1;
      if (context.indentCharacter === "") {
        const first = source.text[rowStarts[row]];
        if (first === " " || first === "\t" || first === "\xa0") context.indentCharacter = first;
      }
    },
    token(kind, start, end, startRow, endRow, lineEndRow, text) {
      const lineStart = rowStarts[startRow];
      const lineEnd = rowStarts[lineEndRow];
      const noqa = () => asksForNoqa(source.text.slice(lineStart, lineEnd));
      const column = end - rowStarts[endRow];
      if (kind === NEWLINE || kind === NL || isContinued(lineStart + column, lineEnd)) {
        if (lineStart === lineEnd) checkPhysicalLine(context, previousStart, previousEnd, false, noqa);
        else checkPhysicalLine(context, lineStart, lineEnd, false, noqa);
      } else if (kind === STRING && endRow > startRow && !noqa()) {
        const { rowsRead } = context;
        for (let row = startRow; row < endRow; row++) {
          context.rowsRead = row + 1;
          checkPhysicalLine(context, rowStarts[row], rowStarts[row + 1], true, () => false);
        }
        context.rowsRead = rowsRead;
      }
      previousStart = lineStart;
      previousEnd = lineEnd;

      const i = tokens.count++;
      tokens.kinds[i] = kind;
      tokens.starts[i] = start;
      tokens.ends[i] = end;
      tokens.startRows[i] = startRow;
      tokens.endRows[i] = endRow;
      tokens.lineEndRows[i] = lineEndRow;
      tokens.texts[i] = text;
      if (kind === OP) {
        if (text === "(" || text === "[" || text === "{") depth++;
        else if (text === ")" || text === "]" || text === "}") depth--;
      } else if (depth === 0 && kind === NEWLINE) {
        if (readLogicalLine(context)) checkLogical();
        context.blankBefore = 0;
      } else if (depth === 0 && kind === NL) {
        if (tokens.count === 1) {
          context.blankLines++;
          tokens.count = 0;
        } else if (readLogicalLine(context)) checkLogical();
      }
    },
  });
  if (error) context.report("E901", error.row, error.column);
  if (tokens.count > 0) {
    checkPhysicalLine(context, rowStarts[source.rows - 1], rowStarts[source.rows], false, () =>
      asksForNoqa(source.text.slice(previousStart, previousEnd)),
    );
    if (!readLogicalLine(context)) return found;
    if (failsAtEnd(context) && checks.includes(continuationLines)) return [];
    checkLogical();
  }
  return found;
}

/**
 * Whether pycodestyle itself ends with an IndexError, and so reports nothing: where the text ends inside a statement
 * of several lines, right behind a string of several lines.
 */
function failsAtEnd({ tokens, noqa }: Context): boolean {
  const last = tokens.count - 1;
  const begins = tokens.startRows[last];
  return !noqa && begins > tokens.startRows[0] && tokens.endRows[last] > begins;
}

const IGNORED = ["E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504"];

export function check(text: string, options: { select?: readonly string[]; ignore?: readonly string[]; maxLineLength?: number } = {}): Violation[] {
  const begins = (code: string, list: readonly string[]) => list.some((prefix) => code.startsWith(prefix));
  const wants = options.select?.length
    ? (code: string) => begins(code, options.select as string[])
    : (code: string) => !begins(code, options.ignore?.length ? options.ignore : IGNORED);
  return checkText(text, { settings: { maxLineLength: options.maxLineLength ?? 79, indentSize: 4, hangClosing: false }, wants });
}
