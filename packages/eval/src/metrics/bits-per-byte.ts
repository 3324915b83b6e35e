import { type Batch, isAligned, type Model, PreflmError } from "@preflm/core";

/** Bits per byte of text: the model's −log₂ p over the bytes it predicted. Comparable between tokenizers; lower is better. */
export interface BitsPerByte {
  readonly all: number;
  /** The part whose segments score at most the threshold; absent without a threshold or such text. */
  readonly aligned?: number;
  /** The part whose segments score more than the threshold. */
  readonly misaligned?: number;
  /** Predictions counted: text tokens only. */
  readonly tokens: number;
  readonly bytes: number;
  /** How many of these are in the misaligned part; absent without a threshold. */
  readonly misalignedPart?: { readonly tokens: number; readonly bytes: number };
}

/**
 * Held-out bits per byte, Σ −log₂ p(text token) / Σ bytes of it (Gao et al. 2020, §3.1).
 *
 * Tokens without bytes (end-of-text, control tokens) are read by the model but their own bits are not counted:
 * whether they are in the batches decides whether the marks are given.
 *
 * @param byteLengths UTF-8 bytes of each token id; 0 for end-of-text and control tokens
 * @param threshold splits the text by segment score, a tie being aligned
 */
export async function bitsPerByte(
  model: Model,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  {
    byteLengths,
    threshold,
  }: { readonly byteLengths: ArrayLike<number>; readonly threshold?: number },
): Promise<BitsPerByte> {
  const aligned = { nats: 0, bytes: 0, tokens: 0 };
  const misaligned = { nats: 0, bytes: 0, tokens: 0 };
  for await (const batch of batches) {
    const { logProbabilities } = await model.evaluate(batch);
    for (let i = 0; i < batch.targets.length; i++) {
      const bytes = byteLengths[batch.targets[i]];
      if (bytes === 0) continue;
      if (!(bytes > 0)) {
        throw new PreflmError(
          "invalid-option",
          `bitsPerByte: "byteLengths" has ${bytes} for token ${batch.targets[i]}; it needs the bytes of each token id.`,
        );
      }
      const part =
        threshold === undefined || isAligned(batch.scores[i], threshold) ? aligned : misaligned;
      if (!Number.isFinite(logProbabilities[i])) {
        throw new PreflmError(
          "diverged",
          `Bits per byte: the log-probability of a token (${batch.targets[i]}) is ${logProbabilities[i]}; the model's weights are broken.`,
        );
      }
      part.nats -= logProbabilities[i];
      part.bytes += bytes;
      part.tokens++;
    }
  }
  const bytes = aligned.bytes + misaligned.bytes;
  if (!(bytes > 0)) {
    throw new PreflmError(
      "invalid-input",
      "Bits per byte need text, but the held-out batches have none. Hold out more documents.",
    );
  }
  const rate = (nats: number, count: number) => nats / Math.LN2 / count;
  return {
    all: rate(aligned.nats + misaligned.nats, bytes),
    ...(threshold !== undefined && aligned.bytes > 0
      ? { aligned: rate(aligned.nats, aligned.bytes) }
      : {}),
    ...(misaligned.bytes > 0 ? { misaligned: rate(misaligned.nats, misaligned.bytes) } : {}),
    tokens: aligned.tokens + misaligned.tokens,
    bytes,
    ...(threshold === undefined
      ? {}
      : { misalignedPart: { tokens: misaligned.tokens, bytes: misaligned.bytes } }),
  };
}
