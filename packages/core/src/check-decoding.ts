import type { ModelConfig } from "./backend.ts";
import { checkTokens } from "./check-batch.ts";
import { PreflmError } from "./errors.ts";

/** Throws unless a model can start decoding from these prompts: one or more, equally long, within the context and vocabulary. */
export function checkPrompts(
  prompts: readonly Int32Array[],
  { context, vocabulary }: ModelConfig,
): void {
  const length = prompts[0]?.length ?? 0;
  if (length < 1 || length > context) {
    bad(
      `Decoding starts from one or more prompts of 1 to ${context} tokens (the context), got ${prompts.length} prompts of ${length}.`,
    );
  }
  for (const prompt of prompts) {
    if (prompt.length !== length) {
      bad(
        `All prompts must be equally long, got lengths ${length} and ${prompt.length}; decode them in groups.`,
      );
    }
    checkTokens(prompt, vocabulary);
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
