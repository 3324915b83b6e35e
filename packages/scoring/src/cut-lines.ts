const NEWLINE = 10;

/** Whole lines of a file. */
export interface LineBlock {
  /** In memory that threads share, so that they are sent it without a copy. */
  readonly data: Uint8Array;
  /** The number of the first line, from 1. */
  readonly first: number;
}

/**
 * Cuts a stream of bytes after lines, into as many whole lines as fit into `size` bytes each time; a longer line is a
 * block of its own. Where the cuts are does not depend on the chunks that the bytes come in.
 */
export async function* cutLines(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<LineBlock> {
  let first = 1;
  let parts: Uint8Array[] = [];
  let length = 0;
  let lastLine = 0; // where the last line that ends within `size` bytes ends
  const add = (part: Uint8Array) => {
    if (part.length > 0) parts.push(part);
    length += part.length;
  };
  const take = (count: number): LineBlock => {
    const data = new Uint8Array(new SharedArrayBuffer(count));
    const rest: Uint8Array[] = [];
    let at = 0;
    for (const part of parts) {
      const taken = part.subarray(0, count - at);
      data.set(taken, at);
      at += taken.length;
      if (taken.length < part.length) rest.push(part.subarray(taken.length));
    }
    const block = { data, first };
    first += countLines(data);
    [parts, length, lastLine] = [[], 0, 0];
    for (const part of rest) add(part);
    return block;
  };
  for await (const chunk of bytes) {
    let start = 0;
    while (start < chunk.length) {
      if (length < size) {
        const fitting = chunk.subarray(start, start + size - length);
        const newline = fitting.lastIndexOf(NEWLINE);
        if (newline >= 0) lastLine = length + newline + 1;
        add(fitting);
        start += fitting.length;
        if (length < size) break;
      }
      if (lastLine > 0) {
        yield take(lastLine);
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, start);
      add(chunk.subarray(start, newline < 0 ? chunk.length : newline + 1));
      if (newline < 0) break;
      yield take(length);
      start = newline + 1;
    }
  }
  if (length > 0) yield take(length);
}

function countLines(data: Uint8Array): number {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
