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

/**
 * The same, except that lines without text (nothing but white space) stay with the line before, those at the
 * start with the first line: for texts such as e-mail, where an empty line is no utterance of its own.
 */
export function textLines(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let end = 0;
  let hasText = false;
  for (const line of lines(text)) {
    if (/\S/.test(line)) {
      if (hasText) {
        pieces.push(text.slice(start, end));
        start = end;
      }
      hasText = true;
    }
    end += line.length;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}
