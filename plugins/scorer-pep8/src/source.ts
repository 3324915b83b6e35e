import { LETTER, NO_BREAK_SPACE, OTHER, OTHER_SPACE, WORD_ONLY } from "./tokenizer/characters.ts";

/**
 * A text as the checks read it: one code unit for each of Python's characters, `\n` between lines, no byte order
 * mark. A character beyond ASCII is represented by one of its class (letter, other word character, space, anything
 * else), which is all that the rules ask about it, so offsets are Python's and words can be told by simple tests.
 */
export interface Source {
  readonly text: string;
  /** The number of physical lines. */
  readonly rows: number;
  /** Where each physical line begins, and the text's end after the last. */
  readonly rowStarts: readonly number[];
}

/** A byte order mark, also as a reader that took it for Latin-1 has it. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\xef\xbb\xbf)/;

/** How many characters of a text are a byte order mark. */
export function markLength(text: string): number {
  return BYTE_ORDER_MARK.exec(text)?.[0].length ?? 0;
}

/** Reads a text as Python reads a file: a byte order mark is dropped, `\r\n` and a lone `\r` end lines as `\n` does. */
export function readSource(original: string): Source {
  let text = original.replace(BYTE_ORDER_MARK, "");
  if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  text = withStandIns(text);
  const rowStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    rowStarts.push(at + 1);
  }
  if (rowStarts[rowStarts.length - 1] < text.length) rowStarts.push(text.length);
  return { text, rows: rowStarts.length - 1, rowStarts };
}

function withStandIns(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  const known = new Map<string, string>();
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    const found = known.get(character) ?? classify(character);
    known.set(character, found);
    return found;
  });
}

function classify(character: string): string {
  if (/[\p{L}\p{N}]/u.test(character)) return /\p{XIDS}/u.test(character) ? LETTER : WORD_ONLY;
  if (character === NO_BREAK_SPACE) return NO_BREAK_SPACE;
  if (/[\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(character)) return OTHER_SPACE;
  return OTHER;
}
