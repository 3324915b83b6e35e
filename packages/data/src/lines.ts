import { readBytes } from "./read-bytes.ts";

const NEWLINE = 10;

/** Streams the lines of what `readBytes` reads, as bytes without their newline. */
export async function* readLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []; // a line that goes on in the next chunk; joined once, however long it is
  for await (const chunk of readBytes(path)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, end);
      yield rest.length > 0 ? Buffer.concat([...rest, line]) : line;
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
