import { isWordBoundary, LETTER, SPACE } from "../python.ts";
import type { Span } from "../span.ts";

const LOCAL = new RegExp(`[${LETTER}0-9!#$%&'*+/=?^_\`{|}~\\-]`);
const LONGEST_LOCAL = 64;
const LONGEST_GROUP = 252;

/**
 * An e-mail address: up to 64 characters, `@` or the word "at" between spaces, then a domain
 * with at least one dot or the word "dot" between spaces.
 *
 * A local part cannot hold `@` or a space, so each marker is looked at once: first its domain, then what comes before.
 */
export function email(text: string): readonly Span[] {
  // The space after "at" is not consumed, since it may also begin the next marker.
  const marker = new RegExp(`@|[${SPACE}][aA][tT](?=[${SPACE}])`, "g");
  const spans: Span[] = [];
  let free = 0;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    const start = startOfLocal(text, match.index, free);
    if (start < 0) continue;
    const end = endOfDomain(text, match.index + (match[0] === "@" ? 1 : 4));
    if (end < 0) continue;
    spans.push({ start, end });
    free = end;
    marker.lastIndex = end;
  }
  return spans;
}

/** The first offset, not before `free`, where a local part can begin that ends at `end`; -1 if there is none. */
function startOfLocal(text: string, end: number, free: number): number {
  if (end <= free || !LOCAL.test(text[end - 1])) return -1;
  let start = -1;
  for (let i = end - 1; i >= Math.max(free, end - LONGEST_LOCAL); i--) {
    if (text[i] === ".") continue;
    if (!LOCAL.test(text[i])) break;
    if (isWordBoundary(text, i)) start = i;
  }
  return start;
}

/** A letter or digit, a hyphen, a full stop, or the word "dot" between spaces. */
const PART = new RegExp(`([${LETTER}0-9])|-|(\\.|[${SPACE}][dD][oO][tT][${SPACE}])`, "y");

/**
 * Where the domain ends that begins at the offset; -1 if there is none.
 *
 * After its first letter or digit come groups of at most 252 parts. A group ends with a letter or digit,
 * begins where a dot is still ahead, and is as long as it can be; the last must end at a word boundary.
 */
function endOfDomain(text: string, start: number): number {
  const ends: number[] = []; // Of each part.
  const alphanumeric: boolean[] = [];
  let lastDot = -1;
  PART.lastIndex = start;
  for (let part = PART.exec(text); part; part = PART.exec(text)) {
    ends.push(PART.lastIndex);
    alphanumeric.push(part[1] !== undefined);
    if (part[2] !== undefined) lastDot = ends.length - 1;
  }
  if (!alphanumeric[0] || lastDot < 1) return -1;

  // Depth first, as a pattern backtracks: each entry is a group's first part and the part that ends it.
  const groups = [{ from: 1, last: 1 + LONGEST_GROUP }];
  for (let group = groups.at(-1); group; group = groups.at(-1)) {
    do group.last--;
    while (group.last >= group.from && !alphanumeric[group.last]);
    if (group.last < group.from) {
      groups.pop();
      const before = groups.at(-1);
      if (before && isWordBoundary(text, ends[before.last])) return ends[before.last];
      continue;
    }
    const from = group.last + 1;
    groups.push({ from, last: from + (group.last < lastDot ? LONGEST_GROUP : 0) });
  }
  return -1;
}
