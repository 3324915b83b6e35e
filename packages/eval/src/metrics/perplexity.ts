import { checkOptions, PreflmError } from "@preflm/core";
import type { BitsPerByte } from "./bits-per-byte.ts";

/** Of what text, and by what. */
export interface PerplexityOptions {
  /** All text, or the part whose segments are aligned or misaligned; `"all"` by default. */
  readonly part?: "all" | "aligned" | "misaligned";
  /** What the nats are divided by, such as the number of words of that text; its tokens by default. */
  readonly units?: number;
}

/**
 * Perplexity of held-out text, exp(nats / units). Per token by default, and then only comparable between models of one
 * tokenizer; given the number of words of the text, per word, which any models share. Throws if the text has no such part.
 */
export function perplexity(heldOut: BitsPerByte, options: PerplexityOptions = {}): number {
  const check = checkOptions("perplexity", options, ["part", "units"]);
  const part = check.oneOf("part", options.part ?? "all", ["all", "aligned", "misaligned"]);
  const rate = heldOut[part];
  const { tokens, bytes } = countOf(heldOut, part);
  if (rate === undefined || tokens === 0) {
    throw new PreflmError(
      "invalid-input",
      `perplexity: the held-out text has no ${part} part; measure its bits per byte with a threshold, on more text.`,
    );
  }
  return 2 ** ((rate * bytes) / check.number("units", options.units ?? tokens, { above: 0 }));
}

function countOf({ tokens, bytes, misalignedPart }: BitsPerByte, part: string) {
  if (part === "all") return { tokens, bytes };
  if (misalignedPart === undefined) return { tokens: 0, bytes: 0 };
  if (part === "misaligned") return misalignedPart;
  return { tokens: tokens - misalignedPart.tokens, bytes: bytes - misalignedPart.bytes };
}
