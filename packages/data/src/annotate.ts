import {
  checkOptions,
  type Document,
  PreflmError,
  type ScoredDocument,
  type Scorer,
  type Segment,
  show,
} from "@preflm/core";
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
}

const CHARACTERS_PER_BATCH = 1_000_000;

/**
 * Scores documents, in their order. Annotations are cached by SHA-256 of the text × `scorer.fingerprint`.
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
  const done = { documents: 0, characters: 0, cached: 0 };
  const limits = { count, size: CHARACTERS_PER_BATCH };
  try {
    for await (const group of batches(documents, (document) => document.text.length, limits)) {
      const known = group.map((document) => cache && recall(cache, document.text));
      const missing = group.filter((_, i) => !known[i]);
      const fresh = await score(missing, scorer);
      missing.forEach((document, i) => {
        cache?.put([document.text], encodeSegments(fresh[i]));
      });
      cache?.flush();
      let next = 0;
      for (const [i, { id }] of group.entries()) yield { id, segments: known[i] ?? fresh[next++] };
      done.documents += group.length;
      done.cached += group.length - missing.length;
      for (const document of group) done.characters += document.text.length;
      onProgress?.({ ...done });
    }
  } finally {
    cache?.close();
  }
}

async function score(documents: readonly Document[], scorer: Scorer) {
  if (documents.length === 0) return [];
  const annotations = await scorer.annotate(documents.map((document) => document.text));
  if (annotations.length !== documents.length) {
    fail(`${annotations.length} annotations for ${documents.length} documents`, scorer);
  }
  documents.forEach((document, i) => {
    checkSegments(document, annotations[i], scorer);
  });
  return annotations;
}

function checkSegments(document: Document, segments: readonly Segment[], scorer: Scorer): void {
  const where = `on document ${show(document.id)}`;
  for (const { score, text } of segments) {
    if (!(score >= 0 && score < Infinity)) {
      const fix = "Scores are finite and ≥ 0; higher is worse";
      fail(`the score ${show(score)} for ${show(text)} ${where}. ${fix}`, scorer);
    }
  }
  if (segments.map((segment) => segment.text).join("") !== document.text) {
    fail(`segments that do not concatenate to the text ${where}`, scorer);
  }
}

function fail(what: string, scorer: Scorer): never {
  throw new PreflmError(
    "invalid-input",
    `The scorer "${scorer.name}" returned ${what}. This is a bug in the scorer; testScorer of @preflm/testkit helps to find it.`,
  );
}

/** A record: the segments' lengths in UTF-16 units, then their scores; all float64, so nothing is rounded. */
function encodeSegments(segments: readonly Segment[]): Buffer {
  const numbers = new Float64Array(2 * segments.length);
  segments.forEach((segment, i) => {
    numbers[i] = segment.text.length;
    numbers[segments.length + i] = segment.score;
  });
  return Buffer.from(numbers.buffer);
}

function recall(cache: DocumentCache, text: string): readonly Segment[] | undefined {
  const record = cache.get([text]);
  if (!record) return undefined;
  const numbers = new Float64Array(new Uint8Array(record).buffer); // a copy, for alignment
  const count = numbers.length / 2;
  const segments: Segment[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    segments.push({ text: text.slice(start, start + numbers[i]), score: numbers[count + i] });
    start += numbers[i];
  }
  return start === text.length ? segments : undefined;
}
