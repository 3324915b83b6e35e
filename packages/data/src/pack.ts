import { checkOptions, type ScoredDocument } from "@preflm/core";
import { type PackingOptions, packDocuments } from "./pack-documents.ts";
import { openTokenStore, type StoredTokens } from "./stored-tokens.ts";
import { openTokenCache, type StoredTokenCache } from "./token-cache.ts";
import { writeTokenStore } from "./token-store-writer.ts";

/** How to pack. */
export interface PackOptions extends PackingOptions {
  /** Folder of the store; an older store there is replaced once the new one is whole. */
  readonly path: string;
  /** Folder for token ids, so that the next objective or epoch need not tokenise again. */
  readonly cache?: string;
}

const PACK_OPTIONS = ["tokenizer", "objective", "seed", "epoch", "path", "cache", "onProgress"];

/** Writes a scored corpus as tokens (`packDocuments`) to a folder, and opens it. */
export async function packCorpus(
  scored: AsyncIterable<ScoredDocument>,
  options: PackOptions,
): Promise<StoredTokens> {
  const { tokenizer, seed, epoch = 0, path } = options;
  const check = checkOptions("packCorpus", options, PACK_OPTIONS);
  check.integer("epoch", epoch, { min: 0 });
  check.integer("seed", seed);
  const writer = writeTokenStore(path);
  let cache: StoredTokenCache | undefined;
  try {
    cache = options.cache ? openTokenCache(options.cache, tokenizer.textFingerprint) : undefined;
    writer.finish(await packDocuments(scored, options, writer, cache));
  } catch (error) {
    writer.discard();
    throw error;
  } finally {
    cache?.close();
  }
  return openTokenStore(path);
}
