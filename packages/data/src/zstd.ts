import { Decompress } from "fzstd";

/** Small enough that a chunk of thousands of tiny frames stays within the decoder's recursion. */
const CHUNK = 1 << 15;

/** Decompresses zstd as it streams by: any number of frames, skippable ones too. Throws on what is torn or no zstd. */
export async function* decompressZstd(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((block) => ready.push(block));
  const take = () => {
    const all = Buffer.concat(ready);
    ready = [];
    return all;
  };
  let empty = true;
  for await (const chunk of bytes) {
    empty = false;
    for (let at = 0; at < chunk.length; at += CHUNK) decoder.push(chunk.subarray(at, at + CHUNK));
    if (ready.length > 0) yield take();
  }
  if (empty) throw new Error("unexpected end of file");
  decoder.push(new Uint8Array(0), true);
  if (ready.length > 0) yield take();
}
