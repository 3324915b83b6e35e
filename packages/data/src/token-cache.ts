import { openDocumentCache } from "./document-cache.ts";
import type { TokenCache } from "./tokenize.ts";

/** Token ids on disk, so that the next objective or epoch need not tokenise again. */
export interface StoredTokenCache extends TokenCache {
  close(): void;
}

/** Opens the token ids of a folder that one tokenizer's text vocabulary gave. */
export function openTokenCache(folder: string, textFingerprint: string): StoredTokenCache {
  const cache = openDocumentCache(folder, "tokens", textFingerprint);
  return {
    get(segments) {
      const record = cache.get(segments);
      return record && fromRecord(record, segments.length);
    },
    put: (segments, tokens) => cache.put(segments, toRecord(tokens)),
    flush: cache.flush,
    close: cache.close,
  };
}

/** A record: how many tokens each segment has, then the tokens of all; int32. */
function toRecord(segments: readonly Int32Array[]): Buffer {
  const arrays = [Int32Array.from(segments, (tokens) => tokens.length), ...segments];
  return Buffer.concat(
    arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

function fromRecord(record: Buffer, segments: number): Int32Array[] {
  const numbers = new Int32Array(new Uint8Array(record).buffer); // a copy, for alignment
  let start = segments;
  return Array.from({ length: segments }, (_, i) => {
    start += numbers[i];
    return numbers.subarray(start - numbers[i], start);
  });
}
