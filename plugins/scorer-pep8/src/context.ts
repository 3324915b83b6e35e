import type { Source } from "./source.ts";
import type { Tokens } from "./tokens.ts";

/**
 * Where a logical line begins, and where each of its pieces ends that are on one physical line: the offset in the
 * logical line, the physical row, and the offset in the source.
 */
export interface Pieces {
  count: number;
  readonly offsets: number[];
  readonly rows: number[];
  readonly positions: number[];
}

/** What the checks of a logical line may ask, and how they report. */
export interface Context {
  readonly source: Source;
  readonly maxLineLength: number;
  /** The tokens of the logical line, with those that only lay it out. */
  readonly tokens: Tokens;
  /** The logical line: one statement on one line, without comments and indentation, strings filled with x. Empty for a comment. */
  logical: string;
  readonly pieces: Pieces;
  /** Whether a comment of the logical line says `# noqa`. */
  noqa: boolean;
  /** How many physical lines have been read so far: up to the end of the logical line. */
  rowsRead: number;
  /** The white space that begins the file's first indented line: a space, a tab, a no-break space, or nothing yet. */
  indentCharacter: string;
  indentLevel: number;
  previousIndentLevel: number;
  /** Blank lines just before, and before the comments just before. */
  blankLines: number;
  blankBefore: number;
  /** The logical lines before, comments left out: the last, and the last without indentation. */
  previousLogical: string;
  previousUnindented: string;
  /** Reports at a physical line and column, both from 0; false if the code is not asked for. */
  readonly report: (code: string, row: number, column: number) => boolean;
}

/** A rule or a few that belong together. */
export interface Check {
  /** All that it may report. */
  readonly codes: readonly string[];
  readonly run: (context: Context) => void;
}

/** Reports at the start of a token. */
export function reportStart(
  { source, tokens, report }: Context,
  code: string,
  token: number,
): void {
  const row = tokens.startRows[token];
  report(code, row, tokens.starts[token] - source.rowStarts[row]);
}

/** Reports at the end of a token. */
export function reportEnd({ source, tokens, report }: Context, code: string, token: number): void {
  const row = tokens.endRows[token];
  report(code, row, tokens.ends[token] - source.rowStarts[row]);
}

/** Reports at an offset in the logical line. */
export function reportOffset(
  { pieces, source, report }: Context,
  code: string,
  offset: number,
): void {
  let low = 0;
  let high = pieces.count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces.offsets[middle] < offset) low = middle + 1;
    else high = middle;
  }
  const row = pieces.rows[low];
  report(code, row, pieces.positions[low] - source.rowStarts[row] + offset - pieces.offsets[low]);
}
