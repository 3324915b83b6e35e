import type { Finding } from "@preflm/core";
import { lines } from "@preflm/text";
import type { Violation } from "./violation.ts";

/** Where a person sees a violation: from its column to the end of its line, in UTF-16 offsets; one character at least. */
export function findingsOf(text: string, violations: readonly Violation[]): Finding[] {
  const starts: number[] = [];
  let length = 0;
  for (const line of lines(text)) {
    starts.push(length);
    length += line.length;
  }
  starts.push(length);
  return violations.map(({ line, column, code }) => {
    const row = Math.min(line, starts.length - 1) - 1;
    const lineStart = starts[row];
    const lineEnd = starts[row + 1];
    const mark = row === 0 && text.startsWith("\ufeff") ? 1 : 0; // not a character of the code
    const skipped = column - 1 + mark;
    const start = Math.min(offsetOf(text, lineStart, lineEnd, skipped), lineEnd - 1);
    let end = lineEnd;
    while (end > start + 1 && /[\r\n]/.test(text[end - 1])) end--;
    return { start, end, label: code };
  });
}

/** The UTF-16 offset behind this many characters of a line. */
function offsetOf(text: string, start: number, end: number, characters: number): number {
  let at = start;
  for (let left = characters; left > 0 && at < end; left--) {
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  }
  return at;
}
