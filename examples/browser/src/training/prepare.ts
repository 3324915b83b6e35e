import type { Document, ScoredDocument, Scorer } from "@preflm/core";
import {
  fromTexts,
  loadTokenizerJson,
  scoreDistribution,
  scoreDocuments,
  split,
  type Tokenizer,
  type TokenizerJson,
} from "@preflm/data/browser";
import type { ScorerReference } from "./open-scorer.ts";

/** A text to train on, as it comes from the page. */
export interface RawText {
  readonly name: string;
  readonly documents: readonly string[];
  readonly tokenizer: TokenizerJson;
  readonly scorer: ScorerReference;
}

/** A text that is ready to be packed. */
export interface PreparedText {
  readonly train: readonly ScoredDocument[];
  /** What the models never see: bits per byte are measured on it. */
  readonly heldOut: readonly ScoredDocument[];
  readonly tokenizer: Tokenizer;
  /** Share of the segments with a score above 0. */
  readonly misalignedShare: number;
  readonly documents: number;
  readonly characters: number;
}

/** Documents scored between two reports. */
const GROUP = 32;

/** Scores the documents by segments, divides them and loads the tokenizer. */
export async function prepareText(
  { name, documents, tokenizer }: RawText,
  scorer: Scorer,
  onProgress: (done: number, total: number) => Promise<void>,
): Promise<PreparedText> {
  const corpus = split(fromTexts(name, documents), { heldOut: 0.1 });
  const [train, heldOut] = [await collect(corpus.train), await collect(corpus.heldOut)];
  const all = [...train, ...heldOut];
  const scored: ScoredDocument[] = [];
  for (let start = 0; start < all.length; start += GROUP) {
    const group = all.slice(start, start + GROUP);
    const segments = await scoreDocuments(group, scorer);
    for (const [i, { id }] of group.entries()) scored.push({ id, segments: segments[i] });
    await onProgress(scored.length, all.length);
  }
  const { counts, segmentsAtMost } = await scoreDistribution(stream(scored));
  return {
    train: scored.slice(0, train.length),
    heldOut: scored.slice(train.length),
    tokenizer: await loadTokenizerJson(tokenizer),
    misalignedShare: 1 - segmentsAtMost(0),
    documents: counts.documents,
    characters: counts.characters,
  };
}

async function collect(corpus: { documents(): AsyncIterable<Document> }): Promise<Document[]> {
  const all: Document[] = [];
  for await (const document of corpus.documents()) all.push(document);
  return all;
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
