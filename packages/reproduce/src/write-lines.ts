import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileError } from "@preflm/data";

/** Writes values as lines of JSON, under a temporary name until all are there. */
export function writeLines(
  path: string,
  values: Iterable<object> | AsyncIterable<object>,
): Promise<void> {
  return writeChunks(path, linesOf(values));
}

/** Writes a text, under a temporary name until it is whole. */
export function writeText(path: string, text: string): Promise<void> {
  return writeChunks(path, [text]);
}

async function* linesOf(values: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

async function writeChunks(
  path: string,
  chunks: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(temporary));
    await rename(temporary, path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
