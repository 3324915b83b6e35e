import {
  type Objective,
  PreflmError,
  random,
  type ScoredDocument,
  type Segment,
  show,
} from "@preflm/core";
import { batches } from "./batches.ts";
import type { PackedSummary, TokenWriter } from "./token-store.ts";
import { type TokenCache, tokenizeSegments } from "./tokenize.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** What is packed, and how. */
export interface PackingOptions {
  readonly tokenizer: Tokenizer;
  /** Which documents and which marks; `{}` packs all documents without marks. */
  readonly objective: Partial<Pick<Objective, "name" | "select" | "prefix">>;
  readonly seed: number;
  /** Marks are drawn anew each epoch; 0 by default. */
  readonly epoch?: number;
  readonly onProgress?: (progress: { readonly documents: number }) => void;
}

/** Documents tokenised at once: enough for the encoder's threads, little memory. */
const GROUP = { count: 256, size: 1_000_000 };

/**
 * Gives a writer a scored corpus as tokens: per selected document end-of-text, then per segment an optional
 * mark and the segment's tokens, each segment tokenised on its own.
 *
 * Every token has its segment's score; a mark that of the segment it opens, end-of-text that of the
 * first. Draws are seeded by seed, document id and epoch, so neither order nor sharding matters.
 * Segments without text get no mark. Rejects if no document is left.
 */
export async function packDocuments(
  scored: Iterable<ScoredDocument> | AsyncIterable<ScoredDocument>,
  { tokenizer, objective, seed, epoch = 0, onProgress }: PackingOptions,
  writer: TokenWriter,
  cache?: TokenCache,
): Promise<PackedSummary> {
  const occurrences = new Float64Array(tokenizer.vocabulary);
  let documents = 0;
  const selected = select(scored, objective, () => documents++);
  for await (const group of batches(selected, countCharacters, GROUP)) {
    const tokenized = await tokenizeSegments(group, tokenizer, cache);
    group.forEach((document, i) => {
      const draw = random(seed, document.id, "prefix", epoch);
      const mark = (segment: Segment) => idOfMark(segment, draw, tokenizer, objective);
      const { tokens, scores } = layOut(document, tokenized[i], tokenizer.endOfText, mark);
      for (const token of tokens) occurrences[token]++;
      writer.add(tokens, scores);
    });
    onProgress?.({ documents });
  }
  checkCount(writer.documents(), documents, objective);
  const marks = Object.entries(tokenizer.controlTokens).map(([name, id]) => [
    name,
    occurrences[id],
  ]);
  return {
    documents,
    bytes: tokenizer.byteLengths.reduce((sum, length, id) => sum + length * occurrences[id], 0),
    controlTokens: Object.fromEntries(marks),
  };
}

/** A document's tokens and their scores: end-of-text, then the segments, each after its mark if it has one. */
function layOut(
  document: ScoredDocument,
  tokenized: readonly Int32Array[],
  endOfText: number,
  mark: (segment: Segment) => number | undefined,
): { tokens: number[]; scores: number[] } {
  const tokens = [endOfText];
  const scores = [document.segments[0]?.score ?? 0];
  document.segments.forEach((segment, i) => {
    if (segment.text === "") return;
    const id = mark(segment);
    if (id !== undefined) tokens.push(id);
    for (const token of tokenized[i]) tokens.push(token);
    while (scores.length < tokens.length) scores.push(segment.score);
  });
  return { tokens, scores };
}

async function* select(
  scored: Iterable<ScoredDocument> | AsyncIterable<ScoredDocument>,
  objective: PackingOptions["objective"],
  onDocument: () => void,
) {
  for await (const document of scored) {
    onDocument();
    if (objective.select?.(document) ?? true) yield document;
  }
}

function countCharacters(document: ScoredDocument): number {
  return document.segments.reduce((sum, segment) => sum + segment.text.length, 0);
}

/** The id of the objective's mark for a segment; undefined if it sets none. */
function idOfMark(
  segment: Segment,
  draw: () => number,
  tokenizer: Tokenizer,
  objective: PackingOptions["objective"],
): number | undefined {
  const mark = objective.prefix?.(segment, draw);
  if (mark === undefined) return undefined;
  if (Object.hasOwn(tokenizer.controlTokens, mark)) return tokenizer.controlTokens[mark];
  const have = Object.keys(tokenizer.controlTokens).map(show).join(", ") || "none";
  throw new PreflmError(
    "invalid-input",
    `The objective ${show(objective.name)} marks segments with ${show(mark)}, which is no control token of the tokenizer (it has ${have}). ` +
      "Use withControlTokens(tokenizer, objective.controlTokens).",
  );
}

function checkCount(selected: number, documents: number, objective: PackingOptions["objective"]) {
  if (selected > 0) return;
  throw new PreflmError(
    "invalid-input",
    documents === 0
      ? "The corpus is empty: it gave no document. Check its path, its text field and the problems it told."
      : `The objective ${show(objective.name)} filtered out all ${documents} documents. Raise its threshold.`,
  );
}
