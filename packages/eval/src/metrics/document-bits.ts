import { type Model, PreflmError } from "@preflm/core";
import { checkPairs, type PairedOptions, type PairedTest, pairedRatio } from "./paired-test.ts";
import { sequenceLogProbabilities } from "./sequence-log-probabilities.ts";

/** How well a model predicts one document. */
export interface DocumentBits {
  /** Σ −log₂ p over its text tokens. */
  readonly bits: number;
  /** UTF-8 bytes of these. */
  readonly bytes: number;
}

/**
 * Bits and bytes of each document on its own, for paired comparisons between runs: in contrast to `bitsPerByte`, no
 * document stands in another's context. A document longer than the context is read in windows that overlap by a token.
 *
 * @param documents tokens of each, end-of-text (and mark) first
 * @param byteLengths UTF-8 bytes of each token id; 0 for end-of-text and control tokens, which are read but not counted
 */
export async function documentBits(
  model: Model,
  documents: readonly Int32Array[],
  { byteLengths, batch = 16 }: { readonly byteLengths: ArrayLike<number>; readonly batch?: number },
): Promise<readonly DocumentBits[]> {
  const { context } = model.config;
  const windows = documents.flatMap((tokens, document) => {
    const parts = [];
    for (let at = 0; at + 1 < tokens.length; at += context)
      parts.push({ document, tokens: tokens.subarray(at, at + context + 1) });
    return parts;
  });
  const logProbabilities = await sequenceLogProbabilities(
    model,
    windows.map(({ tokens }) => tokens),
    { batch },
  );
  const totals = documents.map(() => ({ bits: 0, bytes: 0 }));
  windows.forEach(({ document, tokens }, w) => {
    for (let i = 1; i < tokens.length; i++) {
      const bytes = byteLengths[tokens[i]];
      if (bytes === 0) continue;
      if (!(bytes > 0)) {
        throw new PreflmError(
          "invalid-option",
          `documentBits: "byteLengths" has ${bytes} for token ${tokens[i]}; it needs the bytes of each token id.`,
        );
      }
      totals[document].bits -= logProbabilities[w][i - 1] / Math.LN2;
      totals[document].bytes += bytes;
    }
  });
  return totals;
}

/**
 * Difference of two runs' bits per byte on the same documents, Σ bits_a / Σ bytes − Σ bits_b / Σ bytes, documents being
 * resampled and their differences of bits flipped (see `pairedTest`). Refuses documents whose bytes differ.
 */
export function pairedBitsPerByte(
  a: readonly DocumentBits[],
  b: readonly DocumentBits[],
  options: PairedOptions = {},
): PairedTest {
  const name = "pairedBitsPerByte";
  checkPairs(
    name,
    a.map(({ bits }) => bits),
    b.map(({ bits }) => bits),
  );
  const unlike = a.findIndex(({ bytes }, i) => bytes !== b[i].bytes);
  if (unlike >= 0) {
    throw new PreflmError(
      "invalid-input",
      `${name}: document ${unlike} has ${a[unlike].bytes} bytes in one run and ${b[unlike].bytes} in the other, so it is not the same text.`,
    );
  }
  // An empty document has nothing to compare, and resamples of such alone would have no rate.
  const filled = a.map((_, i) => i).filter((i) => a[i].bytes > 0);
  if (filled.length === 0) {
    throw new PreflmError("invalid-input", `${name}: all documents are empty.`);
  }
  return pairedRatio(
    name,
    Float64Array.from(filled, (i) => a[i].bits - b[i].bits),
    Float64Array.from(filled, (i) => a[i].bytes),
    options,
  );
}
