import { checkOptions, type Document, type ScoredDocument, type Scorer } from "@preflm/core";
import { broughtSegments, scoreDocuments } from "./annotation.ts";
import { fromRecord, toRecord } from "./annotation-record.ts";
import { batches } from "./batches.ts";
import { type DocumentCache, openDocumentCache } from "./document-cache.ts";

/** How to annotate. */
export interface AnnotateOptions {
  /** Folder for finished annotations; without it every call scores afresh. */
  readonly cache?: string;
  /** Most documents handed to the scorer at once; 64 by default. A batch also ends at a million characters. */
  readonly batch?: number;
  readonly onProgress?: (progress: AnnotateProgress) => void;
}

/** Totals so far. */
export interface AnnotateProgress {
  readonly documents: number;
  readonly characters: number;
  /** Documents whose annotation came from the cache. */
  readonly cached: number;
  /** Documents that brought their scores along. */
  readonly brought: number;
}

const CHARACTERS_PER_BATCH = 1_000_000;

/**
 * Scores documents, in their order. Annotations are cached by SHA-256 of the text × `scorer.fingerprint`.
 * Documents that bring segments keep them; the scorer does not see these. Scores are rounded down to float32.
 *
 * Rejects if the segments do not concatenate to the document or a score is not finite and ≥ 0.
 */
export async function* annotate(
  documents: AsyncIterable<Document>,
  scorer: Scorer,
  options: AnnotateOptions = {},
): AsyncGenerator<ScoredDocument> {
  const { cache: folder, batch = 64, onProgress } = options;
  const check = checkOptions("annotate", options, ["cache", "batch", "onProgress"]);
  const count = check.integer("batch", batch, { min: 1 });
  const cache = folder ? openDocumentCache(folder, "scores", scorer.fingerprint) : undefined;
  const done = { documents: 0, characters: 0, cached: 0, brought: 0 };
  const limits = { count, size: CHARACTERS_PER_BATCH };
  try {
    for await (const group of batches(documents, ({ text }) => text.length, limits)) {
      const brought = group.map(broughtSegments);
      const known = group.map(({ text }, i) => brought[i] ?? (cache && recall(cache, text)));
      const missing = group.filter((_, i) => !known[i]);
      const fresh = await scoreDocuments(missing, scorer);
      missing.forEach(({ text }, i) => {
        cache?.put([text], toRecord(fresh[i]));
      });
      cache?.flush();
      let next = 0;
      for (const [i, { id }] of group.entries()) yield { id, segments: known[i] ?? fresh[next++] };
      const given = brought.filter((segments) => segments).length;
      done.documents += group.length;
      done.brought += given;
      done.cached += group.length - given - missing.length;
      for (const { text } of group) done.characters += text.length;
      onProgress?.({ ...done });
    }
  } finally {
    cache?.close();
  }
}

function recall(cache: DocumentCache, text: string) {
  const record = cache.get([text]);
  return record && fromRecord(record, text);
}
