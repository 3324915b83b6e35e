import { I, LETTER, WORD } from "../python.ts";
import type { Span } from "../span.ts";

const HANDLE = `@(?<![${WORD}]@)[0-9_${LETTER}]{2,15}(?![${WORD}])`;
const RESERVED = new RegExp(`[aA][dD][mM]${I}[nN]|[tT][wW]${I}[tT]{2}[eE][rR]`);

/** A Twitter handle: `@` not after a word character, then 2 to 15 letters, digits or `_`, without "admin" or "twitter". */
export function twitter(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(new RegExp(HANDLE, "gu"))) {
    if (RESERVED.test(match[0])) continue;
    spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return spans;
}
