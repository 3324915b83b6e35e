import type { Batch, ModelConfig, TokenLoss } from "@preflm/core";

/** A text as the model reads it, and the token that names its class. */
export interface EncodedText {
  /** End-of-text, the mark if any, and the text: at least one token. */
  readonly tokens: Int32Array;
  readonly label: number;
}

/**
 * Texts side by side whose last token predicts the label, and the loss that counts these predictions alone. Shorter rows
 * are filled up on the right, which a GPT does not see.
 */
export function labelBatch(
  texts: readonly EncodedText[],
  { valueHead }: Pick<ModelConfig, "valueHead">,
): { readonly batch: Batch; readonly loss: TokenLoss } {
  const rows = texts.length;
  const columns = texts.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
  const size = rows * columns;
  const inputs = new Int32Array(size);
  const targets = new Int32Array(size);
  const likelihood = new Float32Array(size);
  for (const [row, { tokens, label }] of texts.entries()) {
    inputs.set(tokens, row * columns);
    const last = row * columns + tokens.length - 1;
    targets[last] = label;
    likelihood[last] = 1;
  }
  const value = valueHead && { weight: 0, target: new Float32Array(size) };
  const batch = { rows, columns, inputs, targets, scores: new Float32Array(size) };
  return { batch, loss: { likelihood, ...(value && { value }) } };
}
