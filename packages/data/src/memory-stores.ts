import { checkOptions, type ScoredDocument } from "@preflm/core";
import { type PackingOptions, packDocuments } from "./pack-documents.ts";
import type { TokenStore, TokenWriter } from "./token-store.ts";

const OPTIONS = ["tokenizer", "objective", "seed", "epoch", "onProgress"];

/** A scored corpus as tokens (`packDocuments`) in memory, 8 bytes a token: what `packCorpus` writes to a folder. */
export async function packInMemory(
  scored: Iterable<ScoredDocument> | AsyncIterable<ScoredDocument>,
  options: PackingOptions,
): Promise<TokenStore> {
  const check = checkOptions("packInMemory", options, OPTIONS);
  check.integer("epoch", options.epoch ?? 0, { min: 0 });
  check.integer("seed", options.seed);
  const parts: { readonly tokens: Int32Array; readonly scores: Float32Array }[] = [];
  const writer: TokenWriter = {
    add: (tokens, scores) =>
      parts.push({ tokens: Int32Array.from(tokens), scores: Float32Array.from(scores) }),
    documents: () => parts.length,
  };
  const summary = await packDocuments(scored, options, writer);
  const offsets = new Float64Array(parts.length + 1);
  for (const [i, part] of parts.entries()) offsets[i + 1] = offsets[i] + part.tokens.length;
  const size = offsets[parts.length];
  const [allTokens, allScores] = [new Int32Array(size), new Float32Array(size)];
  for (const [i, part] of parts.entries()) {
    allTokens.set(part.tokens, offsets[i]);
    allScores.set(part.scores, offsets[i]);
  }
  return {
    ...summary,
    tokens: size,
    selectedDocuments: parts.length,
    offsets,
    read(start, tokens, scores) {
      tokens.set(allTokens.subarray(start, start + tokens.length));
      scores.set(allScores.subarray(start, start + scores.length));
    },
    close() {},
  };
}

/** Stores for `createLoader` in memory, one at a time: what `epochStores` keeps in folders. */
export function memoryStores(
  scored: readonly ScoredDocument[],
  options: Omit<PackingOptions, "epoch">,
): (epoch: number) => Promise<TokenStore> {
  let current: { readonly epoch: number; readonly store: TokenStore } | undefined;
  return async (requested) => {
    const epoch = options.objective.prefix ? requested : 0;
    if (current?.epoch !== epoch)
      current = { epoch, store: await packInMemory(scored, { ...options, epoch }) };
    return current.store;
  };
}
