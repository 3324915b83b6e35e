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
  const missing = texts.filter((_, i) => !known[i]);
  const fresh = cut(await tokenizer.encode(missing.flat()), missing).values();
  const tokenized = texts.map((_, i) => known[i] ?? fresh.next().value ?? []);
  texts.forEach((segments, i) => {
    if (!known[i]) cache?.put(segments, toRecord(tokenized[i]));
  });
  cache?.flush();
  return tokenized;
}

/** A record: how many tokens each segment has, then the tokens of all; int32. */
function toRecord(segments: readonly Int32Array[]): Buffer {
  const lengths = Int32Array.from(segments, (tokens) => tokens.length);
  return Buffer.concat([lengths, ...segments].map((array) => new Uint8Array(array.buffer)));
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

/** Divides a flat list into lists as long as those of `like`. */
function cut<T>(flat: readonly T[], like: readonly (readonly unknown[])[]): T[][] {
  let start = 0;
  return like.map(({ length }) => {
    start += length;
    return flat.slice(start - length, start);
  });
}
