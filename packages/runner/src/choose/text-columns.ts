/**
 * Rows of cells as lines of text, columns two spaces apart.
 *
 * @param left the columns that are aligned to the left; the others hold numbers
 */
export function textColumns(rows: readonly (readonly string[])[], left: readonly number[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text: string, column: number) =>
    left.includes(column) ? text.padEnd(widths[column]) : text.padStart(widths[column]);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

/** A number with thousands set apart: 12,345; of a small one two digits count: 1.2, 0.034. */
export function grouped(value: number): string {
  if (value !== 0 && Math.abs(value) < 10) return String(Number(value.toPrecision(2)));
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** What else an error says, such as what to install, is for those who want that device: the doctor tells them. */
export function firstSentence(text: string): string {
  return /^.*?\.(?= )/s.exec(text)?.[0] ?? text;
}
