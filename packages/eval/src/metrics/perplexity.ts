import { checkOptions } from "@preflm/core";
import type { BitsPerByte } from "./bits-per-byte.ts";

/**
 * Perplexity of held-out text, exp(nats / units). Per token by default, and then only comparable between models of one
 * tokenizer; given the number of words of the text, per word, which any models share.
 */
export function perplexity(heldOut: BitsPerByte, units: number = heldOut.tokens): number {
  checkOptions("perplexity", { units }, ["units"]).number("units", units, { above: 0 });
  return 2 ** ((heldOut.all * heldOut.bytes) / units);
}
