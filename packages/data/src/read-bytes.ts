import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { PreflmError } from "@preflm/core";
import { fileError } from "./files.ts";
import { decompressZstd } from "./zstd.ts";

const CHUNK = 1 << 20;

/** What readers of bytes may listen to. */
export interface ReadBytesOptions {
  /** Called with how many more bytes of a file were read, before they are decompressed. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * Streams the bytes of a file, decompressed if its name ends in `.gz` or `.zst`; `"-"` is standard input as it comes.
 * Archives of several members or frames are read to their end.
 *
 * Rejects with `"io"` if the file cannot be read, and with `"corrupt"` if an archive is torn or damaged.
 */
export async function* readBytes(
  path: string,
  { onRead }: ReadBytesOptions = {},
): AsyncGenerator<Buffer> {
  const file = path === "-" ? standardInput() : createReadStream(path, { highWaterMark: CHUNK });
  let told = 0;
  try {
    for await (const bytes of decompress(path, file)) {
      const read = "bytesRead" in file ? file.bytesRead : 0;
      onRead?.(read - told);
      told = read;
      yield bytes;
    }
  } catch (error) {
    throw readError(path, error);
  } finally {
    file.destroy();
  }
}

function decompress(
  path: string,
  file: NodeJS.ReadableStream & AsyncIterable<Buffer | string>,
): AsyncIterable<Buffer> {
  const kind = compressionOf(path);
  if (kind === "gzip") return pipeline(file, createGunzip({ chunkSize: CHUNK }), () => {});
  const bytes = file as AsyncIterable<Buffer>;
  return kind === "zstd" ? decompressZstd(bytes) : bytes;
}

/** How a file is compressed, by its ending. */
export function compressionOf(path: string): "gzip" | "zstd" | undefined {
  if (/\.gz$/i.test(path)) return "gzip";
  return /\.zst$/i.test(path) ? "zstd" : undefined;
}

function standardInput(): typeof process.stdin {
  if (!process.stdin.destroyed) return process.stdin;
  throw new PreflmError(
    "invalid-input",
    'Standard input ("-") can be read once, and has been. Write it to a file to read it again.',
  );
}

/** What the system says of a file, or that a decoder could not make sense of its bytes. */
function readError(path: string, error: unknown): PreflmError {
  const format = compressionOf(path);
  const ofSystem = !(error instanceof Error) || "syscall" in error;
  if (error instanceof PreflmError || ofSystem || !format) return fileError(path, error);
  return new PreflmError(
    "corrupt",
    `"${path}" is not a whole ${format} file: ${error.message}. Fetch it again, or rename it if it is no ${format} file.`,
    { cause: error },
  );
}
