const LARGEST = 1 << 20;
const SMALLEST = 1 << 14;
/** So many blocks let a dozen workers finish at about the same time. */
const BLOCKS = 64;

/**
 * Bytes of a block for an input of so many bytes on the disk: a mebibyte, and less for small inputs, so that they keep
 * all workers busy, too. A power of two, so that an input that grows a little is cut at the same places.
 */
export function defaultBlockSize(inputBytes = Number.POSITIVE_INFINITY): number {
  const share = Math.min(LARGEST, Math.max(SMALLEST, inputBytes / BLOCKS));
  return 2 ** Math.floor(Math.log2(share));
}
