import type { ScoredDocument } from "@preflm/core";
import { evaluationBatches, packInMemory } from "@preflm/data/browser";
import { bitsPerByte } from "@preflm/eval/browser";
import type { Training } from "./train.ts";

/** Held-out tokens that are measured on, in whole batches: about so many, and no more than a quarter of those trained on. */
const TOKENS = 8192;

/** Bits per byte of held-out text with the objective's marks; undefined if no text was held out. */
export async function heldOutBits(
  { model, tokenizer, objective, settings }: Omit<Training, "loader">,
  heldOut: readonly ScoredDocument[],
): Promise<number | undefined> {
  if (heldOut.length === 0) return undefined;
  const store = await packInMemory(heldOut, { tokenizer, objective, seed: settings.seed });
  const shape = { rows: settings.rows, columns: settings.size.context };
  const perBatch = shape.rows * shape.columns;
  const count = Math.max(1, Math.floor(Math.min(TOKENS / perBatch, settings.updates / 4)));
  const batches = evaluationBatches(store, { ...shape, maximumTokens: count * perBatch });
  return (await bitsPerByte(model, batches, tokenizer)).all;
}
