import type { Segment } from "@preflm/core";
import {
  type DocumentCache,
  encodeEntry,
  fromRecord,
  openDocumentCache,
  toRecord,
} from "@preflm/data";
import type { CacheLocation } from "./worker-task.ts";

/** Between messages with entries for the cache: what a kill may cost of a worker's time. */
const SEND_EVERY_MS = 20;

/** Opens the cache of a scorer's annotations, which `annotate` of `@preflm/data` shares, to write to it. */
export function openScoreCache({ folder, fingerprint }: CacheLocation): DocumentCache {
  return openDocumentCache(folder, "scores", fingerprint);
}

const readers = new Map<string, DocumentCache>();

/** Reads the cache as it is now. A thread opens it once; only the main thread writes to it. */
export function cacheReader({ folder, fingerprint }: CacheLocation) {
  const key = JSON.stringify([folder, fingerprint]);
  const cache =
    readers.get(key) ?? openDocumentCache(folder, "scores", fingerprint, { readOnly: true });
  readers.set(key, cache);
  cache.refresh();
  return { recall: (text: string) => recall(cache, text) };
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
