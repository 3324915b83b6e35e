import { crc32c } from "./crc32c.ts";

/**
 * One record of a TFRecord file: the length as 8 bytes, its masked checksum, the data, its masked checksum; all
 * little-endian. A reader that meets a record torn by a kill stops before it.
 */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}

/** TensorFlow's mask, so that the checksum of data that holds checksums is not weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
