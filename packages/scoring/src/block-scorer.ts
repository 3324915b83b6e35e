import type { Block } from "./block.ts";
import type { BlockResult, Fault } from "./process-block.ts";

/** Scores blocks, in worker threads or in this one. */
export interface BlockScorer {
  /** Rejects only with what is wrong for every document, such as a scorer that cannot be made. */
  score(block: Block): Promise<BlockResult>;
  close(): Promise<void>;
}

/** What a scorer of blocks tells and is told. */
export interface BlockScorerOptions {
  /** Seconds that the scorer may take for a document. */
  readonly timeLimit: number;
  /** Takes entries for the cache as they come. */
  readonly append: (entries: Uint8Array) => void;
  /** A worker died and was replaced. */
  readonly onDeath: (fault: Fault) => void;
}
