import type { Finding } from "@preflm/core";
import { lines } from "@preflm/text";
import { markLength } from "./source.ts";
import { inOrder, type Violation } from "./violation.ts";

/** Where a person sees violations: from the column to the end of the line, in UTF-16 offsets; one character at least. */
export function findingsOf(text: string, violations: readonly Violation[]): Finding[] {
  const starts = [0];
  for (const line of lines(text)) starts.push(starts[starts.length - 1] + line.length);
  const last = starts.length - 2;
  let row = 0;
  let offset = 0;
  let characters = -markLength(text); // of the row, before the offset
  return inOrder(violations).map(({ line, column, code }) => {
    const to = Math.min(line - 1, last); // what is reported behind the last line is shown there
    if (to !== row) [row, offset, characters] = [to, starts[to], 0];
    let end = starts[row + 1];
    for (; characters < column - 1 && offset < end; characters++) {
      offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
    }
    const start = Math.min(offset, end - 1);
    while (end > start + 1 && /[\r\n]/.test(text[end - 1])) end--;
    return { start, end, label: code };
  });
}
