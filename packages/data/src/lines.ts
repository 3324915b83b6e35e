import { PreflmError } from "@preflm/core";
import { readBytes } from "./read-bytes.ts";

const NEWLINE = 10;
const LONGEST = 1e9;

/** Streams the lines of what `readBytes` reads, as bytes without their newline. Rejects if a line has over 1 GB. */
export async function* readLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []; // a line that goes on in the next chunk; joined once, however long it is
  let length = 0;
  for await (const chunk of readBytes(path)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, end);
      yield rest.length > 0 ? Buffer.concat([...rest, line]) : line;
      rest = [];
      length = 0;
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LONGEST) throw tooLong(path);
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function tooLong(path: string): PreflmError {
  const reason = `"${path}" has a line of over 1 GB: these are no JSON lines. Check the file, or set its format.`;
  return new PreflmError("invalid-input", reason);
}
