import type { Span } from "../span.ts";

/** A date in a text, with its year. */
export interface DateSpan extends Span {
  readonly year: number;
}

/** chrono-node's parsers of durations take cubic time on "5 years 5 years …", and none of these is a birthday. */
const DURATIONS =
  "5 years ago. In 5 years. Within 5 years. 5 years later. Last 5 years. Next year.";

/** A year that stands alone: no part of a longer number, a decade ("1980s") or a phone number. */
const YEAR = /(?<![\w+]|\d[.,:/])(1\d\d\d|20\d\d)(?!\w|[.,:/]\d|['\u2019]s)/g;
/** A year's last two digits. */
const SHORT_YEAR = /(?<![\w'\u2019])['\u2019](\d\d)(?![\w'\u2019])/g;
const YEARS_AGO = /(?<![\w.,+])(\d{1,3}) years ago(?!\w)/gi;

/**
 * Loads what finds dates with a year in English text, by start and without overlap: absolute dates as chrono-node
 * finds them, and where it finds none "1980", "'80" and "40 years ago".
 */
export async function dateFinder(thisYear: number): Promise<(text: string) => readonly DateSpan[]> {
  const { casual, Chrono } = await import("chrono-node/en");
  const parsers = casual.parsers.filter(
    (parser) => new Chrono({ parsers: [parser], refiners: [] }).parse(DURATIONS).length === 0,
  );
  const chrono = new Chrono({ parsers, refiners: casual.refiners });
  // Any fixed day: it only fills in what a date leaves open, and years left open are passed over.
  const reference = { instant: new Date(Date.UTC(thisYear, 0, 15)), timezone: 0 };

  return (text) => {
    const dates: DateSpan[] = [];
    const inDate = new Uint8Array(text.length);
    const add = (start: number, end: number, year: number) => {
      if (inDate.subarray(start, end).includes(1)) return;
      inDate.fill(1, start, end);
      dates.push({ start, end, year });
    };
    for (const { index, text: words, start } of chrono.parse(text, reference)) {
      const year = start.get("year");
      if (start.isCertain("year") && year !== null) add(index, index + words.length, year);
    }
    const addAll = (pattern: RegExp, yearOf: (digits: number) => number) => {
      for (const { index, 0: words, 1: digits } of text.matchAll(pattern))
        add(index, index + words.length, yearOf(Number(digits)));
    };
    addAll(YEAR, (year) => year);
    addAll(SHORT_YEAR, (year) => year + (year < 69 ? 2000 : 1900));
    addAll(YEARS_AGO, (years) => thisYear - years);
    return dates.sort((a, b) => a.start - b.start);
  };
}
