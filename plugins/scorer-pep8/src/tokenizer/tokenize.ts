import type { Source } from "../source.ts";
import { isIdentifierStart, isSpace, isWord } from "./characters.ts";
import {
  COMMENT,
  DEDENT,
  END,
  ERROR,
  INDENT,
  NAME,
  NEWLINE,
  NL,
  NUMBER,
  OP,
  STRING,
} from "./kinds.ts";
import { numberEnd } from "./numbers.ts";
import { operatorAt } from "./operators.ts";
import { closingEnd, isPrefix, isQuote, isTriple, singleEnd, tripleEnd } from "./strings.ts";

/** Where and why Python's tokenizer gives up; the row may be one past the last. */
export interface TokenizeError {
  readonly row: number;
  readonly column: number;
  readonly message: string;
}

/** What the tokenizer tells, in the order in which Python's reads lines and gives tokens. */
export interface TokenSink {
  /** A physical line has been read. */
  line(row: number): void;
  /**
   * A token. `text` is given for names and operators. The token's line, as Python has it, are the physical lines from
   * `startRow` up to and without `lineEndRow`: the last of them too for a string that ends there, none for
   * what Python makes up at the end.
   */
  token(
    kind: number,
    start: number,
    end: number,
    startRow: number,
    endRow: number,
    lineEndRow: number,
    text: string,
  ): void;
}

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const SPACE = 32;
const HASH = 35;
const BACKSLASH = 92;

/**
 * Cuts Python into tokens as `tokenize` of Python 3.11 does in pure Python, broken code included: what it cannot read
 * becomes error tokens, and it ends early only where it raises.
 */
export function tokenize(source: Source, sink: TokenSink): TokenizeError | undefined {
  const { text, rows, rowStarts } = source;
  const indents = [0];
  /** Where the line ends on which no string in these marks closes any more, by the mark's code. */
  const unclosed = new Map<number, number>();
  /** Whether a string that goes on must say so with a backslash; after one that did not, Python forgets to change this. */
  let breaksOff = false;
  let depth = 0;
  let continued = false;
  let row = 0;
  let at = 0;
  let lineEnd = 0;

  const emit = (kind: number, start: number, end: number, word = "") =>
    sink.token(kind, start, end, row, row, row + 1, word);

  const nextLine = () => {
    row++;
    lineEnd = rowStarts[row + 1];
    sink.line(row);
  };

  /** Reads the string that begins at `start`, with its mark at `quote`, and the lines it goes on. */
  const readString = (start: number, quote: number): TokenizeError | "unclosed" | undefined => {
    const mark = text.charCodeAt(quote);
    const startRow = row;
    const unended = () => ({
      row: startRow,
      column: start - rowStarts[startRow],
      message: "TokenError: EOF in multi-line string",
    });
    const triple = isTriple(text, quote);
    let end: number;
    if (triple) end = tripleEnd(text, quote + 3, lineEnd, mark);
    else {
      end = quote < (unclosed.get(mark) ?? 0) ? -1 : singleEnd(text, quote + 1, mark);
      if (end < 0) {
        unclosed.set(mark, lineEnd);
        return "unclosed";
      }
      if (text.charCodeAt(end - 1) === LINE_FEED) {
        end = -1;
        breaksOff = true;
      }
    }
    while (end < 0) {
      if (row + 1 === rows) return unended();
      nextLine();
      end = (triple ? tripleEnd : closingEnd)(text, rowStarts[row], lineEnd, mark);
      if (end < 0 && breaksOff && !text.endsWith("\\\n", lineEnd)) {
        sink.token(ERROR, start, lineEnd, startRow, row, row, "");
        at = lineEnd;
        return undefined;
      }
    }
    if (row > startRow) breaksOff = false;
    sink.token(STRING, start, end, startRow, row, row + 1, "");
    at = end;
    return undefined;
  };

  /** The indentation of a statement's first line, and the lines that hold none. */
  const beginStatement = (): TokenizeError | "blank" | "end" | undefined => {
    let column = 0;
    for (; at < lineEnd; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE) column++;
      else if (code === TAB) column = ((column >> 3) << 3) + 8;
      else if (code === FORM_FEED) column = 0;
      else break;
    }
    if (at === lineEnd) return "end";
    const code = text.charCodeAt(at);
    if (code === HASH || code === LINE_FEED) {
      const end = text.charCodeAt(lineEnd - 1) === LINE_FEED ? lineEnd - 1 : lineEnd;
      if (code === HASH) emit(COMMENT, at, end);
      emit(NL, end, lineEnd);
      return "blank";
    }
    if (column > indents[indents.length - 1]) {
      indents.push(column);
      emit(INDENT, rowStarts[row], at);
    }
    while (column < indents[indents.length - 1]) {
      if (!indents.includes(column)) {
        const message = "IndentationError: unindent does not match any outer indentation level";
        return { row, column: at - rowStarts[row], message };
      }
      indents.pop();
      emit(DEDENT, at, at);
    }
    return undefined;
  };

  /** The next token of the line. */
  const readToken = (): TokenizeError | undefined => {
    const before = at;
    let start = at;
    let code = text.charCodeAt(start);
    while (start < lineEnd && (code === SPACE || code === TAB || code === FORM_FEED)) {
      code = text.charCodeAt(++start);
    }
    if (start === lineEnd) {
      at = lineEnd;
      return undefined;
    }
    if (isWord(code)) {
      at = numberEnd(text, start);
      if (at > start) {
        emit(NUMBER, start, at);
        return undefined;
      }
      let end = start + 1;
      while (isWord(text.charCodeAt(end))) end++;
      if (isQuote(text.charCodeAt(end)) && isPrefix(text, start, end)) {
        const result = readString(start, end);
        if (result !== "unclosed") return result;
      }
      emit(isIdentifierStart(code) ? NAME : OP, start, end, text.slice(start, end));
      at = end;
      return undefined;
    }
    if (isQuote(code)) {
      const result = readString(start, start);
      if (result !== "unclosed") return result;
    } else if (code === LINE_FEED) {
      emit(depth > 0 ? NL : NEWLINE, start, lineEnd);
      at = lineEnd;
      return undefined;
    } else if (code === HASH) {
      at = text.charCodeAt(lineEnd - 1) === LINE_FEED ? lineEnd - 1 : lineEnd;
      emit(COMMENT, start, at);
      return undefined;
    } else if (code === BACKSLASH) {
      if (text.charCodeAt(start + 1) === LINE_FEED) {
        continued = true;
        at = lineEnd;
        return undefined;
      }
    } else {
      at = numberEnd(text, start);
      if (at > start) {
        emit(NUMBER, start, at);
        return undefined;
      }
      const operator = operatorAt(text, start);
      if (operator !== "") {
        if (operator === "(" || operator === "[" || operator === "{") depth++;
        else if (operator === ")" || operator === "]" || operator === "}") depth--;
        at = start + operator.length;
        emit(OP, start, at, operator);
        return undefined;
      }
    }
    // No token begins here, and then neither does one behind each space before.
    for (at = before; at <= start; at++) emit(ERROR, at, at + 1);
    return undefined;
  };

  for (row = -1; row + 1 < rows; ) {
    nextLine();
    at = rowStarts[row];
    if (depth === 0 && !continued) {
      const result = beginStatement();
      if (result === "blank") continue;
      if (result === "end") {
        for (const _ of indents.slice(1))
          sink.token(DEDENT, rowStarts[row], rowStarts[row], row, row, row, "");
        sink.token(END, rowStarts[row], rowStarts[row], row, row, row, "");
        return undefined;
      }
      if (result) return result;
    }
    continued = false;
    while (at < lineEnd) {
      const error = readToken();
      if (error) return error;
    }
  }
  if (depth !== 0 || continued) {
    return { row: rows, column: 0, message: "TokenError: EOF in multi-line statement" };
  }
  if (
    rows > 0 &&
    text.charCodeAt(lineEnd - 1) !== LINE_FEED &&
    !isCommentLine(text, rowStarts[row])
  ) {
    sink.token(NEWLINE, lineEnd, lineEnd, row, row, row, "");
  }
  return undefined;
}

/** Whether a line's first character that is no white space begins a comment. */
function isCommentLine(text: string, start: number): boolean {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === HASH;
}
