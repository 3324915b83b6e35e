/** Reads a stream of chunks by lengths. */
interface Reader {
  /** The next bytes, all of them. Rejects if the stream ends before. */
  take(length: number): Promise<Buffer>;
  /** Whether nothing is left. */
  ended(): Promise<boolean>;
}

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Cuts zstd into its frames, each as the pieces that make it up; read each frame to its end before the next. Frames that
 * are to be skipped are. Rejects where the stream ends within a frame or no frame begins (RFC 8878).
 */
export async function* zstdFrames(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<AsyncGenerator<Buffer>> {
  const reader = readerOf(bytes);
  do {
    const magic = await reader.take(4);
    const number = magic.readUInt32LE(0);
    if (number === FRAME) yield frame(magic, reader);
    else if ((number & 0xfffffff0) >>> 0 === SKIPPABLE) await skip(reader);
    else throw new Error("no zstd frame begins here");
  } while (!(await reader.ended()));
}

async function* frame(magic: Buffer, reader: Reader): AsyncGenerator<Buffer> {
  const descriptor = await reader.take(1);
  const [sizes, singleSegment, checksum, dictionary] = [
    descriptor[0] >> 6,
    (descriptor[0] >> 5) & 1,
    (descriptor[0] >> 2) & 1,
    descriptor[0] & 3,
  ];
  const lengthOfSize = sizes === 0 ? singleSegment : 1 << sizes;
  const rest = await reader.take(1 - singleSegment + [0, 1, 2, 4][dictionary] + lengthOfSize);
  yield Buffer.concat([magic, descriptor, rest]);
  for (let last = 0; last === 0; ) {
    const header = await reader.take(3);
    const block = header.readUIntLE(0, 3);
    last = block & 1;
    const repeated = ((block >> 1) & 3) === 1;
    yield header;
    yield await reader.take(repeated ? 1 : block >> 3);
  }
  if (checksum === 1) yield await reader.take(4);
}

async function skip(reader: Reader): Promise<void> {
  let left = (await reader.take(4)).readUInt32LE(0);
  for (; left > 0; left -= Math.min(left, 1 << 20)) await reader.take(Math.min(left, 1 << 20));
}

function readerOf(bytes: AsyncIterable<Buffer>): Reader {
  const chunks = bytes[Symbol.asyncIterator]();
  let ready: Buffer[] = [];
  let length = 0;
  const more = async () => {
    const { value, done } = await chunks.next();
    if (done) return false;
    ready.push(value);
    length += value.length;
    return true;
  };
  return {
    async take(wanted) {
      while (length < wanted) if (!(await more())) throw new Error("unexpected end of file");
      const all = ready.length === 1 ? ready[0] : Buffer.concat(ready);
      ready = [all.subarray(wanted)];
      length -= wanted;
      return all.subarray(0, wanted);
    },
    async ended() {
      while (length === 0) if (!(await more())) return true;
      return false;
    },
  };
}
