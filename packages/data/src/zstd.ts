import { pipeline, Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";
import { zstdFrames } from "./zstd-frames.ts";

/** What the types of Node 20 do not know. */
const { createZstdDecompress, constants } = zlib as {
  createZstdDecompress?: (options: zlib.ZlibOptions & { params: object }) => Transform;
  constants: Readonly<Record<string, number>>;
};

/**
 * Decompresses zstd as it streams by: any number of frames. By Node's own zstd where it has it (since
 * 22.15), which also checks the checksums; else by fzstd.
 */
export function decompressZstd(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  return createZstdDecompress ? byNode(bytes, createZstdDecompress) : byFzstd(bytes);
}

/** Node's decoder ends in silence after the first frame and in the middle of one, so it is given whole frames. */
async function* byNode(
  bytes: AsyncIterable<Buffer>,
  createDecoder: NonNullable<typeof createZstdDecompress>,
): AsyncGenerator<Buffer> {
  const params = { [constants.ZSTD_d_windowLogMax]: 31 };
  for await (const frame of zstdFrames(bytes)) {
    const decoder = createDecoder({ chunkSize: 1 << 20, params });
    yield* pipeline(Readable.from(frame), decoder, () => {});
  }
}

/** Small enough that a chunk of thousands of tiny frames stays within fzstd's recursion. */
const CHUNK = 1 << 15;

async function* byFzstd(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((block) => ready.push(block));
  let empty = true;
  for await (const chunk of bytes) {
    empty = false;
    for (let at = 0; at < chunk.length; at += CHUNK) decoder.push(chunk.subarray(at, at + CHUNK));
    if (ready.length > 0) yield Buffer.concat(ready);
    ready = [];
  }
  if (empty) throw new Error("unexpected end of file");
  decoder.push(new Uint8Array(0), true);
  if (ready.length > 0) yield Buffer.concat(ready);
}
