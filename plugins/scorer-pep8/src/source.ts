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

/** Reads a text as Python reads a file: a byte order mark is dropped, `\r\n` and a lone `\r` end lines as `\n` does. */
export function readSource(original: string): Source {
  let text = original.replace(/^(?:\ufeff|\xef\xbb\xbf)/, "");
  if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  text = text.replace(/[^\0-\x7f]/gu, standIn);
  const rowStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    rowStarts.push(at + 1);
  }
  if (rowStarts[rowStarts.length - 1] < text.length) rowStarts.push(text.length);
  return { text, rows: rowStarts.length - 1, rowStarts };
}

const known = new Map<string, string>();

function standIn(character: string): string {
  let found = known.get(character);
  if (found === undefined) {
    found = classify(character);
    known.set(character, found);
  }
  return found;
}

function classify(character: string): string {
  if (/[\p{L}\p{N}]/u.test(character)) return /\p{XIDS}/u.test(character) ? LETTER : WORD_ONLY;
  if (character === NO_BREAK_SPACE) return NO_BREAK_SPACE;
  if (/[\x85\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(character)) return OTHER_SPACE;
  return OTHER;
}
