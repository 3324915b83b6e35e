import type { ModelConfig } from "./backend.ts";
import type { Batch, TokenLoss, ValueLoss } from "./batch.ts";
import { PreflmError } from "./errors.ts";

/** Throws if a batch does not fit a model: sizes, context, token ids. */
export function checkBatch(batch: Batch, config: ModelConfig): void {
  const { rows, columns, inputs, targets } = batch;
  for (const [name, size] of Object.entries({ rows, columns })) {
    if (!Number.isInteger(size) || size < 1)
      bad(`batch.${name} must be a whole number ≥ 1, got ${size}`);
  }
  if (columns > config.context) {
    bad(
      `a batch has ${columns} columns but the model's context is ${config.context}; shorten the rows or enlarge the context`,
    );
  }
  for (const [name, array] of Object.entries({ inputs, targets, scores: batch.scores })) {
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
      throw new PreflmError(
        "invalid-input",
        `Token ${tokens[i]} is outside the model's vocabulary of ${vocabulary}; was the text encoded with another tokenizer?`,
      );
    }
  }
}

/**
 * Throws if a loss does not fit its batch and model: lengths, finite weights ≥ 0, a value term exactly if a value head;
 * or if it is to be scaled by what is not finite.
 */
export function checkTokenLoss(
  loss: TokenLoss,
  batch: Batch,
  config: ModelConfig,
  scale = 1,
): void {
  if (!Number.isFinite(scale)) bad(`the loss is scaled by ${scale}, which must be finite`);
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
  if (loss.value) checkValueLoss(loss.value, count);
}

function checkValueLoss({ weight, target, advantage }: ValueLoss, count: number): void {
  if (!(weight >= 0 && weight < Infinity))
    bad(`loss.value.weight is ${weight}; it must be finite and ≥ 0`);
  if (target.length !== count)
    bad(`loss.value.target has ${target.length} rewards for ${count} targets`);
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(target[i]))
      bad(`loss.value.target[${i}] is ${target[i]}; rewards are finite`);
  }
  if (!advantage) return;
  if (!(advantage.beta > 0)) bad(`the advantage's beta is ${advantage.beta}; it must be above 0`);
  if (!(advantage.maxWeight > 0 && advantage.maxWeight < Infinity))
    bad(`the advantage's maxWeight is ${advantage.maxWeight}; it must be finite and above 0`);
}

function bad(message: string): never {
  throw new PreflmError("invalid-input", `Bad batch: ${message}.`);
}
