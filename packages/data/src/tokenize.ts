import type { ScoredDocument } from "@preflm/core";
import type { Tokenizer } from "./tokenizer.ts";

/** Keeps the tokens of documents' segments. */
export interface TokenCache {
  /** The tokens of exactly these segments, if they are known. */
  get(segments: readonly string[]): readonly Int32Array[] | undefined;
  put(segments: readonly string[], tokens: readonly Int32Array[]): void;
  /** Called when a group of documents is done. */
  flush(): void;
}

/** The tokens of each segment of each document, every segment on its own; from the cache where it has them. */
export async function tokenizeSegments(
  documents: readonly ScoredDocument[],
  tokenizer: Tokenizer,
  cache?: TokenCache,
): Promise<readonly (readonly Int32Array[])[]> {
  const texts = documents.map((document) => document.segments.map((segment) => segment.text));
  const known = texts.map((segments) => cache?.get(segments));
  // Half of the lines of real mail occur again nearby, so each text is encoded once.
  const missing = [...new Set(texts.filter((_, i) => !known[i]).flat())];
  const encoded = await tokenizer.encode(missing);
  const tokensOf = new Map(missing.map((text, i) => [text, encoded[i]]));
  const tokenized = texts.map(
    (segments, i) => known[i] ?? segments.map((text) => tokensOf.get(text)!),
  );
  texts.forEach((segments, i) => {
    if (!known[i]) cache?.put(segments, tokenized[i]);
  });
  cache?.flush();
  return tokenized;
}
