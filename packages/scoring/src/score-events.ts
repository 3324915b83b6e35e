import type { CorpusProblem } from "@preflm/data";
import type { ScoresManifest } from "./manifest.ts";
import type { Fault, Quarantined } from "./process-block.ts";

/** What is told while a corpus is scored. */
export type ScoreEvent =
  | {
      readonly type: "start";
      readonly folder: string;
      readonly scorer: string;
      readonly workers: number;
    }
  | ({ readonly type: "progress" } & ScoreProgress)
  /** A record that is no document, or a document that was mended. */
  | ({ readonly type: "problem" } & CorpusProblem)
  /** A document that is set aside. */
  | ({ readonly type: "quarantine" } & Quarantined)
  /** A worker died and was replaced. */
  | { readonly type: "replaced"; readonly reason: Fault["reason"] }
  | ({ readonly type: "done" } & ScoreSummary);

/** How far it is. Rates are of this run. */
export interface ScoreProgress {
  /** Those of blocks that are under way too. */
  readonly documents: number;
  readonly characters: number;
  /** Bytes of the input, decompressed, that are done; what an earlier run did counts. */
  readonly bytes: number;
  /** Bytes of the whole input; of compressed files an estimate; absent for standard input. */
  readonly totalBytes?: number;
  readonly cached: number;
  readonly quarantined: number;
  readonly documentsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft?: number;
}

/** How it ended. */
export interface ScoreSummary {
  /** Where the scores are. */
  readonly folder: string;
  readonly manifest: ScoresManifest;
  /** Documents that this run gave scores, from the scorer or the cache; what was recorded before is not among them. */
  readonly newDocuments: number;
  /** Of those, the ones whose scores came from the cache. */
  readonly newFromCache: number;
}
