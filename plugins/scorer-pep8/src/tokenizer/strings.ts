const BACKSLASH = 92;
const LINE_FEED = 10;
const DOUBLE = 34;
const SINGLE = 39;

/** Whether the offset holds a quotation mark. */
export function isQuote(code: number): boolean {
  return code === DOUBLE || code === SINGLE;
}

/** Whether three equal quotation marks begin at the offset. */
export function isTriple(text: string, quote: number): boolean {
  const code = text.charCodeAt(quote);
  return text.charCodeAt(quote + 1) === code && text.charCodeAt(quote + 2) === code;
}

/** Whether these characters, before a quotation mark, belong to the string: `r`, `b`, `f`, `u`, `br`, `fr` in any case and order. */
export function isPrefix(text: string, start: number, end: number): boolean {
  if (end - start > 2) return false;
  return /^(?:[rbfu]|[bf]r|r[bf])?$/i.test(text.slice(start, end));
}

/** Where three marks close a string on the line up to `lineEnd`, behind them; -1 if not there. */
export function tripleEnd(text: string, from: number, lineEnd: number, quote: number): number {
  for (let at = from; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === quote && isTriple(text, at)) return at + 3;
  }
  return -1;
}

/**
 * Where a string in single marks ends, searched from behind its opening: behind its closing mark, or behind
 * the line feed that a backslash hides. -1 if its line ends before.
 */
export function singleEnd(text: string, from: number, quote: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === LINE_FEED) return -1;
    if (code === BACKSLASH) {
      at++;
      if (text.charCodeAt(at) === LINE_FEED) return at + 1;
    }
  }
  return -1;
}

/** Where one mark closes a continued string on the line up to `lineEnd`, behind it; -1 if not there. */
export function closingEnd(text: string, from: number, lineEnd: number, quote: number): number {
  for (let at = from; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code !== BACKSLASH) continue;
    at++;
    if (text.charCodeAt(at) === LINE_FEED) return -1;
  }
  return -1;
}
