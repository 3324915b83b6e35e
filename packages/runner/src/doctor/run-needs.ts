import type { ModelConfig } from "@preflm/core";
import { parameterCount } from "@preflm/gpt";

/** What of a run decides how much room it takes. */
export interface PlannedRun {
  /** What it is called, such as `my.config.json`. */
  readonly label: string;
  readonly config: ModelConfig;
  /** Rows of a micro-batch, and the numbers of rows that would do as well. */
  readonly rows: number;
  readonly possibleRows: readonly number[];
  readonly columns: number;
  /** Models that are trained: objectives times seeds. */
  readonly models: number;
  /** Checkpoints of each model that are kept for good. */
  readonly kept: number;
  /** Characters of the corpus, if that is known. */
  readonly characters?: number;
  /** The folder of runs. */
  readonly output: string;
}

/** Something that takes room. */
export interface Need {
  readonly what: string;
  readonly bytes: number;
}

const FLOAT = 4;
/** Node, the runner and a backend's library before any model is loaded: measured with onnxruntime. */
const BASE = 0.2e9;

/** What training takes of the host's memory on the CPU, in bytes; on a GPU all but the copies lie on the card. */
export function memoryNeeds({ config, rows, columns }: PlannedRun): Need[] {
  const parameters = parameterCount(config);
  const { layers, width, heads, vocabulary } = config;
  // What the backward pass reads again: 16 widths of a block (two norms, queries, keys and values, attention's result,
  // the projections, 4 + 4 of the MLP), and two numbers for each pair of tokens and head.
  const block = 16 * width + 2 * heads * columns;
  const tokens = rows * columns;
  return [
    { what: "weights, gradient and AdamW's two moments", bytes: 4 * FLOAT * parameters },
    { what: "activations", bytes: FLOAT * tokens * layers * block },
    { what: "logits and their gradient", bytes: 2 * FLOAT * tokens * vocabulary },
    { what: "a copy while a checkpoint is saved", bytes: 3 * FLOAT * parameters },
    { what: "Node and the library", bytes: BASE },
  ];
}

/**
 * What a run leaves on the disk while it trains, in bytes: of each model its last checkpoint and those that are kept,
 * each weights and two moments; one more while it is replaced; and tokens, scores and their cache.
 */
export function diskNeeds({ config, models, kept, characters }: PlannedRun): Need[] {
  const checkpoint = 3 * FLOAT * parameterCount(config);
  const checkpoints = models * (1 + kept) + 1;
  const needs = [{ what: `${checkpoints} checkpoints`, bytes: checkpoints * checkpoint }];
  if (characters === undefined) return needs;
  return [...needs, { what: "tokens and scores", bytes: BYTES_A_CHARACTER * characters }];
}

/** A token is about 3.5 characters; 4 bytes of it are cached, and it is packed with its score in up to two stores. */
const BYTES_A_CHARACTER = (4 + 2 * 8) / 3.5;

/** The sum of needs, in bytes. */
export function total(needs: readonly Need[]): number {
  return needs.reduce((sum, { bytes }) => sum + bytes, 0);
}
