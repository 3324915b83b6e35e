import { runs, WORD } from "../python.ts";
import type { Span } from "../span.ts";

const DOMAIN = `\\-${WORD}@:%.+~#=`;
const ADDRESS = `${DOMAIN}?&/`;

/**
 * A web address: `http://`, `https://` or `www.`, then 2 to 256 characters of a domain,
 * a dot with at least two small letters, and all that may follow in an address. Case matters.
 */
export function url(text: string): readonly Span[] {
  // Most sentences hold none, and the patterns below cost more to make than those sentences to read.
  if (!/https?:\/\/|www\./.test(text)) return [];
  const opening = /https?:\/\/(www\.)?|www\./g;
  const ending = /\.[a-z]{2}/g;
  const domainEnd = runs(text, DOMAIN);
  const addressEnd = runs(text, ADDRESS);
  let dot = -1;

  /** Whether a domain of `least` to `most` characters and its ending begin at the offset. */
  const hasDomain = (start: number, most: number) => {
    // Characters are counted as Python does, in code points.
    const least = endOfCharacters(text, start, 2);
    if (dot < least) {
      ending.lastIndex = least;
      dot = ending.exec(text)?.index ?? Number.POSITIVE_INFINITY;
    }
    if (dot >= domainEnd(start) || dot > start + 2 * most) return false;
    return dot <= start + most || [...text.slice(start, dot)].length <= most;
  };

  const spans: Span[] = [];
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const after = opening.lastIndex;
    // A "www." after "http://" may be the domain's beginning or come before it.
    const found = match[1] ? hasDomain(after - 4, 260) : hasDomain(after, 256);
    if (!found) {
      opening.lastIndex = match.index + 1;
      continue;
    }
    opening.lastIndex = addressEnd(after);
    spans.push({ start: match.index, end: opening.lastIndex });
  }
  return spans;
}

/** The offset after `count` characters. */
function endOfCharacters(text: string, start: number, count: number): number {
  let offset = start;
  for (let i = 0; i < count && offset < text.length; i++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
