import type { MessagePort } from "node:worker_threads";
import type { ErrorCode } from "@preflm/core";
import type { IndexTable } from "@preflm/data";
import type { BlockRequest, BlockResult } from "./process-block.ts";
import type { ScorerReference } from "./reference.ts";

/** What a worker is sent: a block to score, or texts. */
export type WorkerTask = BlockTask | TextsTask;

interface Task {
  readonly scorer: ScorerReference;
  /** Where the worker says what it is at; see `WATCH`. */
  readonly watch: SharedArrayBuffer;
}

/** A block of a corpus. */
export interface BlockTask extends Task {
  readonly kind: "block";
  readonly request: BlockRequest;
  readonly cache: CacheLocation;
  /** What is in the cache now. */
  readonly index: IndexTable;
  /** Takes entries for the cache as they come, and null after the last. */
  readonly entries: MessagePort;
}

/** Documents to annotate, or texts to score as wholes. */
export interface TextsTask extends Task {
  readonly kind: "annotate" | "score";
  readonly texts: readonly string[];
}

/** Where the cache of a scorer lies. */
export interface CacheLocation {
  readonly folder: string;
  readonly fingerprint: string;
}

/** What a worker answers. It never throws, so that a rejection means that it died. */
export type WorkerAnswer =
  | { readonly block: BlockResult }
  | { readonly annotations: readonly Annotation[] }
  | { readonly scores: readonly number[] }
  | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** The segments of a document, without its text. */
export interface Annotation {
  readonly ends: Uint32Array;
  readonly scores: Float64Array;
}

/** Int32 fields of the memory that a worker shares with the pool while it is at a task. */
export const WATCH = {
  /** Its thread; 0 until it has begun. */
  thread: 0,
  /** Counts on when the scorer is called and when it returns: odd while it works. */
  turn: 1,
  /** The position of the document that the scorer was given, the first of `count`. */
  position: 2,
  count: 3,
  fields: 4,
} as const;
