import { type Batch, checkOptions, PreflmError } from "@preflm/core";
import type { TokenStore } from "./token-store.ts";
import { countWindows, emptyBatch, fillRow } from "./windows.ts";

/** The shape of evaluation batches, and where to stop. */
export interface EvaluationOptions {
  readonly rows: number;
  readonly columns: number;
  /** Predictions to give at most; all by default. */
  readonly maximumTokens?: number;
}

/**
 * The store in its own order: every token but the first is predicted exactly once, none is padding.
 * The last batches are smaller instead: fewer rows, then one row with fewer columns.
 */
export async function* evaluationBatches(
  store: TokenStore,
  options: EvaluationOptions,
): AsyncGenerator<Batch> {
  const { rows, columns, maximumTokens = Infinity } = options;
  const check = checkOptions("evaluationBatches", options, ["rows", "columns", "maximumTokens"]);
  check.integer("rows", rows, { min: 1 });
  check.integer("columns", columns, { min: 1 });
  check.number("maximumTokens", maximumTokens, { min: 1 });
  const tokens = Math.min(store.tokens, Math.floor(maximumTokens) + 1);
  if (tokens < 2) {
    throw new PreflmError(
      "invalid-input",
      `Nothing can be predicted in a corpus of ${store.tokens} tokens. Hold out more text.`,
    );
  }
  const windows = countWindows(tokens, columns);
  for (let first = 0; first < windows; first += rows) {
    const batch = emptyBatch(Math.min(rows, windows - first), columns);
    for (let row = 0; row < batch.rows; row++) {
      fillRow(batch, row, store.read, (first + row) * columns);
    }
    yield batch;
  }
  const rest = tokens - 1 - windows * columns;
  if (rest > 0) {
    const batch = emptyBatch(1, rest);
    fillRow(batch, 0, store.read, windows * columns);
    yield batch;
  }
}
