import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { fileError } from "./files.ts";

const NEWLINE = 10;
const CHUNK = 1 << 20;

/** Streams the lines of a file, or of a gzipped one if its name ends in `.gz`, as bytes without their newline. */
export async function* readLines(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const bytes = path.endsWith(".gz")
    ? pipeline(file, createGunzip({ chunkSize: CHUNK }), () => {})
    : file;
  let rest: Buffer[] = []; // a line that goes on in the next chunk; joined once, however long it is
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const line = chunk.subarray(start, end);
        yield rest.length > 0 ? Buffer.concat([...rest, line]) : line;
        rest = [];
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } catch (error) {
    throw fileError(path, error);
  } finally {
    file.destroy();
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
