import type { ScoredDocument } from "@preflm/core";
import type { DocumentCache } from "./document-cache.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** The tokens of each segment of each document, every segment on its own; from the cache where it has them. */
export async function tokenizeSegments(
  documents: readonly ScoredDocument[],
  tokenizer: Tokenizer,
  cache?: DocumentCache,
): Promise<readonly (readonly Int32Array[])[]> {
  const texts = documents.map((document) => document.segments.map((segment) => segment.text));
  const known = texts.map((segments) => cache && recall(cache, segments));
  // Half of the lines of real mail occur again nearby, so each text is encoded once.
  const missing = [...new Set(texts.filter((_, i) => !known[i]).flat())];
  const encoded = await tokenizer.encode(missing);
  const tokensOf = new Map(missing.map((text, i) => [text, encoded[i]]));
  const tokenized = texts.map(
    (segments, i) => known[i] ?? segments.map((text) => tokensOf.get(text)!),
  );
  texts.forEach((segments, i) => {
    if (!known[i]) cache?.put(segments, toRecord(tokenized[i]));
  });
  cache?.flush();
  return tokenized;
}

/** A record: how many tokens each segment has, then the tokens of all; int32. */
function toRecord(segments: readonly Int32Array[]): Buffer {
  const arrays = [Int32Array.from(segments, (tokens) => tokens.length), ...segments];
  return Buffer.concat(
    arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

function recall(cache: DocumentCache, texts: readonly string[]): Int32Array[] | undefined {
  const record = cache.get(texts);
  if (!record) return undefined;
  const numbers = new Int32Array(new Uint8Array(record).buffer); // a copy, for alignment
  let start = texts.length;
  return texts.map((_, i) => {
    start += numbers[i];
    return numbers.subarray(start - numbers[i], start);
  });
}
