import { type Batch, checkOptions, type Model, PreflmError } from "@preflm/core";

/** How sequences are scored. */
export interface SequenceOptions {
  /** Index of the first token that is predicted, at least 1: one for all sequences, or one each; 1 by default. */
  readonly from?: number | readonly number[];
  /** Sequences side by side, 16 by default. Changes nothing but speed (and the backend's rounding). */
  readonly batch?: number;
  /** Hears how many sequences are done, after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Log-probabilities in nats, teacher-forced: of each sequence, what the model gives to token `from` and every later
 * one after all tokens before it. Element j belongs to token `from + j`, so a sequence of n tokens gives n − from.
 *
 * Sequences of similar length are evaluated together, padded on the right; padding is never counted and, since a GPT
 * reads from left to right, changes nothing before it. Sequences hold at most context + 1 tokens (the last one is
 * never read); longer ones, empty ones and log-probabilities that are not finite are errors that name the sequence.
 */
export async function sequenceLogProbabilities(
  model: Model,
  sequences: readonly Int32Array[],
  options: SequenceOptions = {},
): Promise<readonly Float32Array[]> {
  const { from = 1, batch = 16, onProgress } = options;
  const check = checkOptions("sequenceLogProbabilities", options, ["from", "batch", "onProgress"]);
  check.integer("batch", batch, { min: 1 });
  if (typeof from !== "number" && from.length !== sequences.length) {
    throw new PreflmError(
      "invalid-option",
      `sequenceLogProbabilities: "from" has ${from.length} numbers for ${sequences.length} sequences.`,
    );
  }
  const begins = sequences.map((_, i) => (typeof from === "number" ? from : from[i]));
  sequences.forEach((sequence, i) => {
    checkSequence(model, sequence, begins[i], i);
  });
  const results = sequences.map(
    (sequence, i) => new Float32Array(Math.max(0, sequence.length - begins[i])),
  );
  const byLength = sequences
    .map((_, i) => i)
    .filter((i) => results[i].length > 0)
    .sort((a, b) => sequences[a].length - sequences[b].length || a - b);
  let done = sequences.length - byLength.length;
  for (let first = 0; first < byLength.length; first += batch) {
    const rows = byLength.slice(first, first + batch);
    const padded = padRight(rows.map((i) => sequences[i]));
    const { logProbabilities } = await model.evaluate(padded);
    for (const [row, i] of rows.entries()) {
      const start = row * padded.columns;
      // Prediction t of a row is of token t + 1.
      results[i].set(
        logProbabilities.subarray(start + begins[i] - 1, start + sequences[i].length - 1),
      );
      checkFinite(results[i], i, begins[i]);
    }
    done += rows.length;
    onProgress?.(done, sequences.length);
  }
  return results;
}

/** One batch, as wide as its longest sequence; token 0 fills the rest. */
function padRight(sequences: readonly Int32Array[]): Batch {
  const rows = sequences.length;
  const columns = Math.max(...sequences.map((sequence) => sequence.length)) - 1;
  const inputs = new Int32Array(rows * columns);
  const targets = new Int32Array(rows * columns);
  sequences.forEach((sequence, row) => {
    inputs.set(sequence.subarray(0, -1), row * columns);
    targets.set(sequence.subarray(1), row * columns);
  });
  return { rows, columns, inputs, targets, scores: new Float32Array(rows * columns) };
}

function checkSequence(model: Model, sequence: Int32Array, from: number, index: number): void {
  if (!(Number.isInteger(from) && from >= 1)) {
    throw new PreflmError(
      "invalid-option",
      `sequenceLogProbabilities: "from" must be a whole number ≥ 1, got ${from} for sequence ${index}; token 0 has nothing before it.`,
    );
  }
  const { context } = model.config;
  if (sequence.length > context + 1) {
    throw new PreflmError(
      "invalid-input",
      `Sequence ${index} has ${sequence.length} tokens, but the model's context is ${context}, room for ${context + 1} tokens of which the last is only predicted. Shorten it.`,
    );
  }
}

function checkFinite(values: Float32Array, index: number, from: number): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new PreflmError(
    "diverged",
    `The log-probability of token ${from + bad} in sequence ${index} is ${values[bad]}: the model's weights or this token are broken.`,
  );
}
