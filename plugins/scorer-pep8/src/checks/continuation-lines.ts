import { type Check, type Context, reportStart } from "../context.ts";
import { indentWidth } from "../indentation.ts";
import { isSpace } from "../tokenizer/characters.ts";
import { COMMENT, NEWLINE, NL, OP, STRING } from "../tokenizer/kinds.ts";
import { type Chance, createChances } from "./indent-chances.ts";

/** An open bracket, or the statement itself. */
interface Level {
  /** The column to which its continuation lines align, 0 where nothing says so. */
  visual: number;
  /** The greatest such column of this level and those around it. */
  widest: number;
  /** The hanging indentation that its lines have. */
  hang: number | undefined;
  /** The row that the bracket opened on. */
  readonly row: number;
}

/** The rows on which brackets of one depth opened: the first one's indentation, and all, the latest last. */
interface Openings {
  readonly first: number;
  readonly indents: number[];
}

/** E121 to E129 and E131: the indentation of continuation lines. */
export const continuationLines: Check = {
  codes: ["E121", "E122", "E123", "E124", "E125", "E126", "E127", "E128", "E129", "E131"],
  run(context) {
    const { tokens, noqa } = context;
    if (!noqa && tokens.startRows[0] !== tokens.startRows[tokens.count - 1]) checkLines(context);
  },
};

function checkLines(context: Context): void {
  const { source, tokens, indentLevel, logical } = context;
  const { count, kinds, texts, starts, ends, startRows, endRows, lineEndRows } = tokens;
  const { text: code, rowStarts } = source;
  const opensBlock = logical.endsWith(":");
  const hangs = context.indentCharacter === "\t" ? [4, 8] : [4];
  const firstRow = startRows[0];
  const columnOf = (token: number) => starts[token] - rowStarts[startRows[token]];
  const widthOfLine = (token: number) =>
    indentWidth(code, rowStarts[startRows[token]], rowStarts[lineEndRows[token]]);

  const levels: Level[] = [{ visual: columnOf(0), widest: columnOf(0), hang: undefined, row: -1 }];
  const openings: Openings[] = [{ first: 0, indents: [0] }];
  const chances = createChances();
  let row = firstRow;
  let rowIndent = 0; // of the row, relative to the statement's
  let lastIndent = columnOf(0);
  let visual: Chance | false | undefined;
  let multiline = false;

  for (let i = 0; i < count; i++) {
    const kind = kinds[i];
    const text = texts[i];
    const start = columnOf(i);
    const level = levels[levels.length - 1];
    let begins = startRows[i] > row;
    if (begins) {
      row = startRows[i];
      if (!multiline || row > endRows[i - 1]) rowIndent = 0;
      begins = !multiline && kind !== NL && kind !== NEWLINE;
    }
    if (begins) {
      lastIndent = start;
      rowIndent = widthOfLine(i) - indentLevel;
      const closes = kind === OP && isClosing(text);
      const { hang, hanging } = hangOf(openings[levels.length - 1], rowIndent, hangs, level.hang);
      visual = !closes && hang > 0 && chances.get(start);
      if (closes && level.visual) {
        if (start !== level.visual) reportStart(context, "E124", i);
      } else if (closes && hang === 0) {
        // It matches the line of its opening bracket.
      } else if (level.visual && start < level.visual) {
        if (visual !== true) reportStart(context, "E128", i);
      } else if (hanging || (opensBlock && rowIndent === 8)) {
        if (closes) reportStart(context, "E123", i);
        level.hang = hang;
      } else if (visual === true) align(levels, start);
      else if (visual !== "string" && visual !== text) {
        if (hang <= 0) reportStart(context, "E122", i);
        else if (level.visual) reportStart(context, "E127", i);
        else if (!closes && level.hang) reportStart(context, "E131", i);
        else {
          level.hang = hang;
          reportStart(context, hang > 4 ? "E126" : "E121", i);
        }
      }
    }

    if (level.row === row && kind !== NL && kind !== COMMENT && !level.visual) {
      align(levels, start);
      chances.set(start, true);
    } else if (kind === STRING || kind === COMMENT || /^(?:u|ur|b|br)$/.test(text)) {
      chances.set(start, "string");
    } else if (levels.length === 1 && row === firstRow && /^(?:assert|raise|with)$/.test(text)) {
      chances.set(start + text.length + 1, true);
    } else if (chances.size() === 0 && levels.length === 1 && row === firstRow && text === "if") {
      chances.set(start + text.length + 1, true);
    } else if (text === ":" && isRestBlank(code, ends[i], rowStarts[lineEndRows[i]])) {
      openAt(openings, levels.length - 1, rowIndent);
    }

    if (kind === OP) {
      if (text === "(" || text === "[" || text === "{") {
        levels.push({ visual: 0, widest: level.widest, hang: undefined, row });
        openAt(openings, levels.length - 1, rowIndent);
      } else if (isClosing(text) && levels.length > 1) {
        const closed = levels.pop() as Level;
        forgetFrom(levels, closed.visual || lastIndent);
        chances.deleteFrom(closed.visual || lastIndent);
        openings.length = levels.length + 1;
        const outer = levels[levels.length - 1];
        if (levels.length > 1) chances.set(outer.visual, true);
      }
      if (chances.get(start) === undefined) chances.set(start, text);
    }
    multiline = startRows[i] !== endRows[i];
  }

  if (opensBlock && widthOfLine(count - 1) === indentLevel + 4) {
    const at = startRows[count - 1];
    context.report(visual ? "E129" : "E125", at, levels[0].visual + 4);
  }
}

function align(levels: readonly Level[], column: number): void {
  const level = levels[levels.length - 1];
  level.visual = column;
  level.widest = Math.max(column, levels[levels.length - 2]?.widest ?? 0);
}

/** No level stays aligned to a column behind this one. */
function forgetFrom(levels: readonly Level[], column: number): void {
  let depth = levels.length;
  while (depth > 0 && levels[depth - 1].widest > column) depth--;
  for (; depth < levels.length; depth++) {
    const level = levels[depth];
    if (level.visual > column) level.visual = 0;
    level.widest = Math.max(level.visual, levels[depth - 1]?.widest ?? 0);
  }
}

function isClosing(text: string): boolean {
  return text === ")" || text === "]" || text === "}";
}

/** How far a line hangs from the latest row that it may hang from, or else from the first. */
function hangOf(
  { first, indents }: Openings,
  indent: number,
  hangs: readonly number[],
  established: number | undefined,
): { hang: number; hanging: boolean } {
  let hang = indent - first;
  let hanging = false;
  for (let i = indents.length - 1; i >= 0 && !hanging; i--) {
    if (!hangs.includes(indent - indents[i])) continue;
    hang = indent - indents[i];
    hanging = true;
  }
  return { hang, hanging: established ? hang === established : hanging };
}

/** Adds a row's indentation to those of a depth; one that is there already becomes the latest. */
function openAt(openings: Openings[], depth: number, indent: number): void {
  const at = openings[depth];
  if (!at) {
    openings[depth] = { first: indent, indents: [indent] };
    return;
  }
  const { indents } = at;
  if (indents[indents.length - 1] === indent) return;
  const known = indents.indexOf(indent);
  if (known >= 0) indents.splice(known, 1);
  indents.push(indent);
}

/** Whether nothing but white space follows, and some does. */
function isRestBlank(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at === end && end > start;
}
