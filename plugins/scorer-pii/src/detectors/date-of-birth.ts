import type { Detector, Span } from "../span.ts";
import { dateFinder } from "./dates.ts";

const YOUNGEST = 18;
const OLDEST = 100;
const CONTEXT = /birth|born|dob|d\.o\.b\./i;
const LINES_BEFORE = 2;
const LINES_AFTER = 1;

/** chrono-node's time grows with the square of a line, so long ones are cut at a space. */
const PIECES = /[\s\S]{1,500}(?!\S)|[\s\S]{1,500}/g;

/** The day the paper appeared. Not the clock's: the same text has the same score every year. */
export const TODAY = "2023-02-16";

/**
 * Loads the detector of dates of birth: a date whose year lies 18 to 100 years before the year of `today` (an ISO
 * date), with "birth", "born", "dob" or "d.o.b." in its line, the two lines before or the line after.
 *
 * As in scrubadub, such a date is a finding wherever else the text repeats it.
 */
export async function dateOfBirth(today: string = TODAY): Promise<Detector> {
  const thisYear = Number(today.slice(0, 4));
  const dates = await dateFinder(thisYear);

  return (text) => {
    if (!CONTEXT.test(text)) return [];
    const found = new Set<string>();
    for (const line of linesInContext(text.split("\n"))) {
      for (const [piece] of line.matchAll(PIECES)) {
        if (!/\d\d/.test(piece)) continue; // No year.
        for (const { start, end, year } of dates(piece)) {
          const age = thisYear - year;
          if (age < YOUNGEST || age > OLDEST || piece[start - 1] === "+") continue;
          found.add(piece.slice(start, end));
        }
      }
    }
    return found.size === 0 ? [] : occurrences(text, found);
  };
}

/** The lines that can hold a date, near a line that speaks of a birth. */
function linesInContext(lines: readonly string[]): readonly string[] {
  const near = new Set<string>();
  lines.forEach((line, i) => {
    if (!CONTEXT.test(line)) return;
    const others = lines.slice(Math.max(0, i - LINES_AFTER), i + LINES_BEFORE + 1);
    for (const other of others) near.add(other);
  });
  return [...near];
}

/** Where one of the strings stands in the text as whole words, the longest that does. */
function occurrences(text: string, strings: ReadonlySet<string>): readonly Span[] {
  const lengths = [...new Set(Array.from(strings, ({ length }) => length))].sort((a, b) => b - a);
  const spans: Span[] = [];
  let free = 0;
  for (const { index: start } of text.matchAll(/(?<!\w)['\u2019\w]/g)) {
    if (start < free) continue;
    const found = lengths
      .map((length) => text.slice(start, start + length))
      .find((string) => strings.has(string) && !/\w/.test(text[start + string.length] ?? ""));
    if (found === undefined) continue;
    free = start + found.length;
    spans.push({ start, end: free });
  }
  return spans;
}
