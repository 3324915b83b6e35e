import type { Segment } from "@preflm/core";
import {
  type DocumentCache,
  type DocumentCacheReader,
  encodeEntry,
  fromRecord,
  type IndexTable,
  openDocumentCache,
  openDocumentCacheReader,
  toRecord,
} from "@preflm/data";
import type { CacheLocation } from "./worker-task.ts";

/** Between messages with entries for the cache: what a kill may cost of a worker's time. */
const SEND_EVERY_MS = 20;

/** Opens the cache of a scorer's annotations, which `annotate` of `@preflm/data` shares, to write to it. */
export function openScoreCache({ folder, fingerprint }: CacheLocation): DocumentCache {
  return openDocumentCache(folder, "scores", fingerprint);
}

const readers = new Map<string, DocumentCacheReader>();

/** Looks up texts in the cache that the main thread writes, by the index that it shares. A thread opens it once. */
export function cacheReader({ folder, fingerprint }: CacheLocation, index: IndexTable) {
  const key = JSON.stringify([folder, fingerprint]);
  const reader = readers.get(key) ?? openDocumentCacheReader(folder, "scores", fingerprint);
  readers.set(key, reader);
  return {
    recall(text: string): readonly Segment[] | undefined {
      const record = reader.get([text], index);
      return record && fromRecord(record, text);
    },
  };
}

/** The segments of a text, if the cache has them. */
export function recall(cache: DocumentCache, text: string): readonly Segment[] | undefined {
  const record = cache.get([text]);
  return record && fromRecord(record, text);
}

/** Gathers entries for the cache and sends them several at a time. */
export function entryQueue(send: (entries: Uint8Array) => void) {
  let queue: Uint8Array[] = [];
  let sent = performance.now();
  const sendAll = () => {
    if (queue.length > 0) send(Uint8Array.prototype.slice.call(Buffer.concat(queue)));
    queue = [];
    sent = performance.now();
  };
  return {
    keep(text: string, segments: readonly Segment[]) {
      queue.push(encodeEntry([text], toRecord(segments)));
    },
    send: sendAll,
    /** Sends if it is time to. */
    sendInTime() {
      if (performance.now() - sent >= SEND_EVERY_MS) sendAll();
    },
  };
}
