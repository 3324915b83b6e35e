import { visible } from "../html/html.ts";

/** Cells in columns two spaces apart: the first `left` columns are flush left, the others right. */
export function columns(rows: readonly (readonly string[])[], left = 1): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, c) =>
    Math.max(...rows.map((row) => width(row[c] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, c) => {
        const space = " ".repeat(widths[c] - width(cell));
        return c < left ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of up to `full` columns; anything above 0 can be seen. */
export function bar(share: number, full: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(8 * full * Math.min(1, share)));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** Text on one line of at most `most` columns: white space becomes a space, hidden characters are spelt out. */
export function oneLine(text: string, most: number): string {
  const line = visible(text.replace(/\s+/g, " ").trim());
  if (width(line) <= most) return line;
  let [cut, used] = ["", 1];
  for (const { segment } of GRAPHEMES.segment(line)) {
    used += width(segment);
    if (used > most) break;
    cut += segment;
  }
  return `${cut}…`;
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Scripts whose letters take two columns, full-width forms and emoji; marks on letters take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns on a terminal, near enough. */
function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of GRAPHEMES.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}
