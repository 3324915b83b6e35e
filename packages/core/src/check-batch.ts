import type { ModelConfig } from "./backend.ts";
import type { Batch, TokenLoss } from "./batch.ts";
import { PreflmError } from "./errors.ts";

/** Throws if a batch does not fit a model: sizes, context, token ids. */
export function checkBatch(batch: Batch, config: ModelConfig): void {
  const { rows, columns, inputs, targets } = batch;
  if (!(rows >= 1) || !(columns >= 1))
    bad(`a batch needs rows ≥ 1 and columns ≥ 1, got ${rows} × ${columns}`);
  if (columns > config.context) {
    bad(
      `a batch has ${columns} columns but the model's context is ${config.context}; shorten the rows or enlarge the context`,
    );
  }
  for (const [name, array] of [
    ["inputs", inputs],
    ["targets", targets],
    ["scores", batch.scores],
  ] as const) {
    if (array.length !== rows * columns)
      bad(`batch.${name} has ${array.length} elements, expected ${rows} × ${columns}`);
  }
  checkTokens(inputs, config.vocabulary);
  checkTokens(targets, config.vocabulary);
}

/** Throws if a token id is outside the vocabulary. */
export function checkTokens(tokens: Int32Array, vocabulary: number): void {
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] < 0 || tokens[i] >= vocabulary) {
      bad(
        `token ${tokens[i]} is outside the model's vocabulary of ${vocabulary}; was the text encoded with another tokenizer?`,
      );
    }
  }
}

/** Throws if a loss does not fit its batch and model: lengths, finite weights ≥ 0, a value term exactly if a value head. */
export function checkTokenLoss(loss: TokenLoss, batch: Batch, config: ModelConfig): void {
  const count = batch.rows * batch.columns;
  const weights = { likelihood: loss.likelihood, unlikelihood: loss.unlikelihood };
  for (const [name, array] of Object.entries(weights)) {
    if (!array) continue;
    if (array.length !== count)
      bad(`loss.${name} has ${array.length} weights for ${count} targets`);
    for (let i = 0; i < count; i++) {
      if (!(array[i] >= 0 && array[i] < Infinity))
        bad(`loss.${name}[${i}] is ${array[i]}; weights are finite and ≥ 0`);
    }
  }
  if (Boolean(loss.value) !== Boolean(config.valueHead)) {
    bad(
      loss.value
        ? "the loss has a value term but the model has no value head"
        : "the model has a value head but the loss has no value term",
    );
  }
  if (loss.value && loss.value.target.length !== count) {
    bad(`loss.value.target has ${loss.value.target.length} rewards for ${count} targets`);
  }
}

function bad(message: string): never {
  throw new PreflmError("invalid-input", `Bad batch: ${message}.`);
}
