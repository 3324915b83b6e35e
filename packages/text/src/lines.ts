/**
 * Cuts a text into its lines; each keeps its line break, so the pieces concatenate back to the text.
 *
 * `\n`, `\r\n` and a lone `\r` break lines, as Python's universal newlines do. The empty text has no lines.
 */
export function lines(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const { index, 0: lineBreak } of text.matchAll(/\r\n|\n|\r/g)) {
    const end = index + lineBreak.length;
    pieces.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}
