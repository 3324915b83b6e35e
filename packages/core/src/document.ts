import type { Segment } from "./scorer.ts";

/**
 * One training text. `id` seeds everything random about the document and should be unique in its corpus: documents that
 * share one share their draws.
 */
export interface Document {
  readonly id: string;
  readonly text: string;
  /** Scores that the corpus brings along: segments that concatenate to `text`. They are kept as they are. */
  readonly segments?: readonly Segment[];
}

/** A document after annotation: its segments concatenate back to its text. */
export interface ScoredDocument {
  readonly id: string;
  readonly segments: readonly Segment[];
}

/** Unweighted mean of the segment scores; 0 for a document without segments. The paper's `avg_score`. */
export function meanScore(document: ScoredDocument): number {
  const { segments } = document;
  if (segments.length === 0) return 0;
  return segments.reduce((sum, segment) => sum + segment.score, 0) / segments.length;
}
