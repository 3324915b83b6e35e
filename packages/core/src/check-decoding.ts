import type { ModelConfig } from "./backend.ts";
import { checkTokens } from "./check-batch.ts";
import { PreflmError } from "./errors.ts";

/** Throws unless a model can start decoding from these prompts: one or more, each within the context and vocabulary. */
export function checkPrompts(
  prompts: readonly Int32Array[],
  { context, vocabulary }: ModelConfig,
): void {
  if (prompts.length === 0) bad("Decoding starts from one or more prompts, got none.");
  for (const [row, prompt] of prompts.entries()) {
    if (prompt.length < 1 || prompt.length > context) {
      bad(
        `Decoding starts from prompts of 1 to ${context} tokens (the context), but prompt ${row} has ${prompt.length}.`,
      );
    }
    checkTokens(prompt, vocabulary);
  }
}

/** Throws unless `select` can go on with these rows of a decoder: one or more of those that it has. */
export function checkSelection(selected: readonly number[], rows: number): void {
  if (selected.length === 0)
    bad("A decoder keeps one or more rows, got none; dispose of it instead.");
  for (const row of selected) {
    if (!Number.isInteger(row) || row < 0 || row >= rows)
      bad(`A decoder of ${rows} rows has no row ${row}.`);
  }
}

/** Throws unless a decoder can take one more token a row. */
export function checkStep(
  tokens: Int32Array,
  { rows, position }: { readonly rows: number; readonly position: number },
  { context, vocabulary }: ModelConfig,
): void {
  if (position >= context) {
    bad(
      `Decoding is at position ${position}, the end of the model's context of ${context}; stop here or start again from a shorter prompt.`,
    );
  }
  if (tokens.length !== rows)
    bad(`A step takes one token for each of ${rows} rows, got ${tokens.length}.`);
  checkTokens(tokens, vocabulary);
}

function bad(message: string): never {
  throw new PreflmError("invalid-input", message);
}
