import type { ScoredDocument } from "@preflm/core";
import { evaluationBatches, packInMemory } from "@preflm/data/browser";
import { bitsPerByte } from "@preflm/eval/browser";
import type { Training } from "./train.ts";

/** Held-out tokens that are measured on: at most so many, and at most this share of those trained on. */
const MOST = 8192;
const SHARE = 0.25;

/** Bits per byte of held-out text with the objective's marks; undefined if no text was held out. */
export async function heldOutBits(
  { model, tokenizer, objective, settings }: Omit<Training, "loader">,
  heldOut: readonly ScoredDocument[],
): Promise<number | undefined> {
  if (heldOut.length === 0) return undefined;
  const store = await packInMemory(heldOut, { tokenizer, objective, seed: settings.seed });
  const shape = { rows: settings.rows, columns: settings.size.context };
  const trained = settings.updates * shape.rows * shape.columns;
  const maximumTokens = Math.min(MOST, Math.ceil(SHARE * trained));
  const batches = evaluationBatches(store, { ...shape, maximumTokens });
  return (await bitsPerByte(model, batches, tokenizer)).all;
}
