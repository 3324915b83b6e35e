import type { Context, Pieces } from "./context.ts";
import { WORD_END } from "./tokenizer/characters.ts";
import { COMMENT, DEDENT, INDENT, NEWLINE, NL, STRING } from "./tokenizer/kinds.ts";

const NOQA = new RegExp(`# no(?:qa|pep8)${WORD_END}`, "i");

/** Whether a text holds a comment that asks to be left alone. */
export function asksForNoqa(text: string): boolean {
  return NOQA.test(text);
}

/** Makes the logical line of the tokens; false where they only lay out. */
export function readLogicalLine(context: Context): boolean {
  const { source, tokens, pieces } = context;
  const { text } = source;
  const { kinds, starts, ends, startRows, endRows } = tokens;
  let logical = "";
  let length = 0;
  /** The last token that is in the line, and the source from `from` to its end that is not yet in `logical`. */
  let previous = -1;
  let from = 0;
  pieces.count = 0;
  context.noqa = false;
  for (let i = 0; i < tokens.count; i++) {
    const kind = kinds[i];
    if (kind === NEWLINE || kind === NL || kind === INDENT || kind === DEDENT) continue;
    const start = starts[i];
    if (pieces.count === 0) addPiece(pieces, 0, startRows[i], start);
    if (kind === COMMENT) {
      context.noqa ||= asksForNoqa(text.slice(start, ends[i]));
      continue;
    }
    if (previous < 0) from = start;
    else if (endRows[previous] === endRows[i]) length += start - ends[previous];
    else {
      const end = ends[previous];
      addPiece(pieces, length, endRows[previous], end);
      if (endRows[previous] === startRows[i]) length += start - end;
      else {
        logical += text.slice(from, end);
        from = start;
        if (joinsWithSpace(text, end, start, ends[i])) {
          logical += " ";
          length++;
        }
      }
    }
    if (kind === STRING) {
      logical += text.slice(from, start) + muted(text.slice(start, ends[i]));
      from = ends[i];
    }
    length += ends[i] - start;
    previous = i;
  }
  if (previous >= 0) {
    logical += text.slice(from, ends[previous]);
    addPiece(pieces, length, endRows[previous], ends[previous]);
  }
  context.logical = logical;
  return pieces.count > 0;
}

function addPiece(pieces: Pieces, offset: number, row: number, position: number): void {
  pieces.offsets[pieces.count] = offset;
  pieces.rows[pieces.count] = row;
  pieces.positions[pieces.count++] = position;
}

/** Whether a space stands for the line break between two tokens: not behind an opening bracket, nor before a closing one. */
function joinsWithSpace(text: string, previousEnd: number, start: number, end: number): boolean {
  const last = text[previousEnd - 1];
  if (last === ",") return true;
  if (last === "(" || last === "[" || last === "{") return false;
  const next = text[start];
  return end > start && !(end === start + 1 && (next === ")" || next === "]" || next === "}"));
}

/** A string literal whose contents are as many x. */
function muted(literal: string): string {
  const mark = literal[literal.length - 1];
  const triple = literal.endsWith(mark + mark + mark) ? 2 : 0;
  const start = literal.indexOf(mark) + 1 + triple;
  const end = literal.length - 1 - triple;
  return literal.slice(0, start) + "x".repeat(Math.max(0, end - start)) + literal.slice(end);
}
