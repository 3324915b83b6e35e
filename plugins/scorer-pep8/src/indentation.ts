import { isSpace } from "./tokenizer/characters.ts";

const TAB = 9;
const SPACE = 32;

/**
 * The width of a line's indentation, tabs to multiples of eight. In a line without any tab, every kind of white space
 * counts one.
 */
export function indentWidth(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === SPACE) at++;
  if (at === end || !isSpace(text.charCodeAt(at))) return at - start;
  return oddIndentWidth(text, start, end);
}

function oddIndentWidth(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  if (!text.slice(start, end).includes("\t")) {
    let at = start;
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    return at - start;
  }
  let width = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === TAB) width = ((width >> 3) << 3) + 8;
    else if (code === SPACE) width++;
    else break;
  }
  return width;
}
