/** What stands for a letter beyond ASCII: in no keyword, and in no name that a rule asks about. */
export const LETTER = "Z";
/** What stands for a character of `\w` that begins no identifier, such as a superscript digit. */
export const WORD_ONLY = "\xb2";
export const NO_BREAK_SPACE = "\xa0";
/** What stands for any other white space beyond ASCII. */
export const OTHER_SPACE = "\x85";
/** What stands for all the rest: symbols, combining marks, lone surrogates. */
export const OTHER = "\xa1";

const WORD = 1;
const IDENTIFIER_START = 2;
const DIGIT = 4;
const SPACE = 8;

/** The classes of each character of a source, all of which are below 256. */
const CLASSES = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return WORD | IDENTIFIER_START;
  if (/[0-9]/.test(character)) return WORD | DIGIT;
  if (character === WORD_ONLY) return WORD;
  return /[\t-\r\x1c-\x20\x85\xa0]/.test(character) ? SPACE : 0;
});

/** Python's `\w`. Past the end of a text (NaN) every class is empty. */
export function isWord(code: number): boolean {
  return (CLASSES[code] & WORD) !== 0;
}

/** Whether an identifier may begin so. */
export function isIdentifierStart(code: number): boolean {
  return (CLASSES[code] & IDENTIFIER_START) !== 0;
}

/** `0` to `9`. */
export function isDigit(code: number): boolean {
  return (CLASSES[code] & DIGIT) !== 0;
}

/** Python's `str.isspace`. */
export function isSpace(code: number): boolean {
  return (CLASSES[code] & SPACE) !== 0;
}

/** `isSpace` in patterns: Python's `\s`. */
export const S = "[\\t-\\r\\x1c-\\x20\\x85\\xa0]";
/** Python's `\S`. */
export const NOT_S = "[^\\t-\\r\\x1c-\\x20\\x85\\xa0]";
/** Where a word begins, Python's `\b` before a letter. */
export const WORD_START = "(?<![\\w\\xb2])";
/** Where a word ends, Python's `\b` behind a letter. */
export const WORD_END = "(?![\\w\\xb2])";
