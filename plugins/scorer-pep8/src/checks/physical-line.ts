import type { Context } from "../context.ts";
import { isSpace } from "../tokenizer/characters.ts";

const TAB = 9;
const LINE_FEED = 10;
const VERTICAL_TAB = 11;
const FORM_FEED = 12;
const SPACE = 32;

/**
 * The rules of physical lines: E501, W191, E101, W391, W292, W291 and W293.
 *
 * @param noqa whether the line, as the tokenizer has it, says `# noqa`; asked only where that matters.
 */
export function checkPhysicalLine(
  context: Context,
  start: number,
  end: number,
  inString: boolean,
  noqa: () => boolean,
): void {
  const { source, maxLineLength, report } = context;
  const { text } = source;
  const row = context.rowsRead - 1;
  if (end - start > maxLineLength && isTooLong(context, start, end, inString) && !noqa()) {
    report("E501", row, maxLineLength);
  }
  const first = text.charCodeAt(start);
  if (end > start && (first === SPACE || first === TAB)) checkIndentation(context, start, end, row);
  if (context.rowsRead === source.rows) checkLastLine(context, start, end, row);

  let stop = end;
  while (stop > start && text.charCodeAt(stop - 1) === LINE_FEED) stop--;
  while (stop > start && text.charCodeAt(stop - 1) === FORM_FEED) stop--;
  let stripped = stop;
  while (stripped > start && isTrailing(text.charCodeAt(stripped - 1))) stripped--;
  if (stripped === stop) return;
  if (stripped > start) report("W291", row, stripped - start);
  else report("W293", row, 0);
}

function isTrailing(code: number): boolean {
  return code === SPACE || code === TAB || code === VERTICAL_TAB;
}

/** Long, and neither the file's `#!` nor one long word (such as a URL) alone on a line of a string or comment. */
function isTooLong(
  { source: { text }, maxLineLength, rowsRead }: Context,
  start: number,
  end: number,
  inString: boolean,
): boolean {
  let stop = end;
  while (stop > start && isSpace(text.charCodeAt(stop - 1))) stop--;
  const length = stop - start;
  if (length <= maxLineLength) return false;
  let lastWord = stop;
  while (lastWord > start && !isSpace(text.charCodeAt(lastWord - 1))) lastWord--;
  let before = lastWord;
  while (before > start && isSpace(text.charCodeAt(before - 1))) before--;
  let first = start;
  while (first < before && isSpace(text.charCodeAt(first))) first++;
  const alone = before === start && inString;
  const inComment = before === first + 1 && text[first] === "#";
  if ((alone || inComment) && lastWord - start < maxLineLength - 7) return false;
  return !(rowsRead === 1 && text.startsWith("#!", start));
}

function checkIndentation(context: Context, start: number, end: number, row: number): void {
  const { text } = context.source;
  let stop = start;
  let tab = -1;
  let mixed = -1;
  const expected = context.indentCharacter.charCodeAt(0);
  for (; stop < end; stop++) {
    const code = text.charCodeAt(stop);
    if (code !== SPACE && code !== TAB) break;
    if (code === TAB && tab < 0) tab = stop;
    if (code !== expected && mixed < 0) mixed = stop;
  }
  if (tab >= 0) context.report("W191", row, tab - start);
  if (mixed >= 0 && context.report("E101", row, mixed - start)) {
    context.indentCharacter = text[start];
  }
}

function checkLastLine(
  { source: { text, rowStarts }, report }: Context,
  start: number,
  end: number,
  row: number,
): void {
  const ended = end > start && text.charCodeAt(end - 1) === LINE_FEED;
  if (!ended) report("W292", row, text.length - rowStarts[row]);
  else if (end === start + 1) report("W391", row, 0);
}
