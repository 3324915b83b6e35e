/**
 * The character classes of Python 3's `re` on `str`, which differ from JavaScript's: the detectors are
 * held to what scrubadub's patterns match under Python. Each is the inside of a class for a pattern with the u flag.
 */

/** `\w`: letters and numbers of any kind and the underscore, no combining marks. */
export const WORD = "\\p{L}\\p{N}_";

/** `\s`: without U+FEFF, with the separators U+001C to U+001F and U+0085. */
export const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** `[a-z]` with IGNORECASE: also the dotted and dotless i, the long s and the kelvin sign. */
export const LETTER = "a-zA-Z\\u0130\\u0131\\u017f\\u212a";

/** `i` with IGNORECASE. */
export const I = "[iI\\u0130\\u0131]";

/** `s` with IGNORECASE. */
export const S = "[sS\\u017f]";

const space = new RegExp(`[${SPACE}]`);
const word = new RegExp(`[${WORD}]`, "u");
const asciiWord = Array.from({ length: 128 }, (_, code) => word.test(String.fromCharCode(code)));

function isWordCode(code: number | undefined): boolean {
  if (code === undefined) return false;
  return code < 128 ? asciiWord[code] : word.test(String.fromCodePoint(code));
}

/** Whether the character that begins at the offset is a `\w`; false at the end of the text. */
function isWordAt(text: string, offset: number): boolean {
  return isWordCode(text.codePointAt(offset));
}

/** Whether the character that ends at the offset is a `\w`; false at the start of the text. */
function isWordBefore(text: string, offset: number): boolean {
  if (offset === 0) return false;
  const last = text.charCodeAt(offset - 1);
  const paired = last >= 0xdc00 && last <= 0xdfff && offset > 1;
  const code = paired ? text.codePointAt(offset - 2) : last;
  return isWordCode(code !== undefined && code > 0xffff ? code : last);
}

/** `\s` before the offset. */
export function isSpaceBefore(text: string, offset: number): boolean {
  return offset > 0 && space.test(text[offset - 1]);
}

/** `\b` at the offset. */
export function isWordBoundary(text: string, offset: number): boolean {
  return isWordBefore(text, offset) !== isWordAt(text, offset);
}

/**
 * Where the longest run of a class's characters ends that begins at an offset.
 *
 * The last run that was not empty is remembered, so that many questions about one run take linear time together.
 */
export function runs(text: string, characters: string): (start: number) => number {
  const other = new RegExp(`[^${characters}]`, "gu");
  let from = 0;
  let to = -1;
  return (start) => {
    if (start >= from && start < to) return to;
    other.lastIndex = start;
    const end = other.exec(text)?.index ?? text.length;
    if (end > start) [from, to] = [start, end];
    return end;
  };
}
