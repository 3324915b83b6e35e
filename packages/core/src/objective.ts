import type { Batch, TokenLoss } from "./batch.ts";
import type { ScoredDocument } from "./document.ts";
import type { Segment } from "./scorer.ts";
import type { ScoreDistribution } from "./threshold.ts";

/**
 * Scores → training: which documents, which marks, which loss weights.
 *
 * An objective is data, not code: `loss` returns weights and the backend owns the one fused loss.
 * Every method is pure.
 */
export interface Objective {
  readonly specificationVersion: "v1";
  /** The name people configure and reports show, such as `"conditional"`. */
  readonly name: string;
  /** The options it was made with, as JSON: recorded in manifests and reports, and compared when a run resumes. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Marks that `prefix` may return; each becomes one vocabulary entry that text can never produce. */
  readonly controlTokens?: readonly string[];
  /** Asks the model for a value head: one linear output per position, raw or through −sigmoid. */
  readonly valueHead?: "linear" | "negative-sigmoid";
  /** Returns this objective with its quantile thresholds turned into numbers; called once, before anything else. */
  fit?(distribution: ScoreDistribution): Objective;
  /** Whether the document is trained on. Absent: all are. */
  select?(document: ScoredDocument): boolean;
  /** The control token before this segment, or undefined for none. `random` is uniform in [0, 1). */
  prefix?(segment: Segment, random: () => number): string | undefined;
  /** The loss weights of a batch. */
  loss(batch: Batch): TokenLoss;
  /** How to sample from the trained model: a control token to start from, and those never to sample. */
  readonly generation?: { readonly prefix?: string; readonly banned?: readonly string[] };
  /**
   * Objectives to train with one after the other: their shares of the budget end at `until`, which rises to 1. The
   * other members then say how the finished model is measured and sampled; `controlTokens` and `valueHead` serve all.
   */
  readonly phases?: readonly { readonly objective: Objective; readonly until: number }[];
}
