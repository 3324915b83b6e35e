import { I, runs, S, SPACE, WORD } from "../python.ts";
import type { Span } from "../span.ts";

const NAME_KEYWORD = `[uU](?:${S}[eE][rR][nN][aA][mM][eE]|:)|[lL][oO][gG]${I}[nN]`;
const ANY_NAME_KEYWORD = new RegExp(NAME_KEYWORD);
const PASSWORD_KEYWORD = `[pP](?:[aA]${S}${S}[wW][oO][rR][dD]|[wW]|:)`;

/**
 * A user name with a password: `username`, `login` or `u:`, perhaps a colon and a name,
 * then `password`, `pw` or `p:`, perhaps a colon, and the rest of that line.
 */
export function credential(text: string): readonly Span[] {
  // Most sentences hold none, and the patterns below cost more to make than those sentences to read.
  if (!ANY_NAME_KEYWORD.test(text)) return [];
  const nameKeyword = new RegExp(NAME_KEYWORD, "g");
  const passwordKeyword = new RegExp(PASSWORD_KEYWORD, "y");
  const spaceEnd = runs(text, SPACE);
  const nameEnd = runs(text, `${WORD}\\-.@+`);

  /** Where the keyword for the password ends that begins at the offset, or -1. */
  const afterPasswordKeyword = (offset: number) => {
    passwordKeyword.lastIndex = offset;
    return passwordKeyword.test(text) ? passwordKeyword.lastIndex : -1;
  };
  const afterColon = (offset: number) => {
    const colon = spaceEnd(offset);
    return text[colon] === ":" ? spaceEnd(colon + 1) : colon;
  };

  const spans: Span[] = [];
  for (let match = nameKeyword.exec(text); match; match = nameKeyword.exec(text)) {
    const name = afterColon(nameKeyword.lastIndex);
    const gap = nameEnd(name);
    const named = gap > name && spaceEnd(gap) > gap ? afterPasswordKeyword(spaceEnd(gap)) : -1;
    // Without a name, the spaces before it are the gap.
    const gapped = spaceEnd(name - 1) === name;
    const password = named >= 0 || !gapped ? named : afterPasswordKeyword(name);
    if (password < 0) continue;
    const line = text.indexOf("\n", afterColon(password));
    const end = line < 0 ? text.length : line;
    spans.push({ start: match.index, end });
    nameKeyword.lastIndex = end;
  }
  return spans;
}
