/** Samples of a reference model with its own log-probabilities: what a KL divergence is estimated on. */
export interface ReferenceSamples {
  /** Name of the reference model. */
  readonly model: string;
  readonly texts: readonly string[];
  /** log p_ref of each text in nats: the sum over its sampled tokens, and over the end-of-text where `ended` says so. */
  readonly logProbabilities: readonly number[];
  /** Whether the reference ended the text itself and its log-probability counts that end-of-text; absent if unknown. */
  readonly ended?: readonly boolean[];
  /** The sampled tokens, if known: text alone may be tokenised otherwise. Of the tokenizer with this `tokenizer`. */
  readonly tokens?: readonly (readonly number[])[];
  /** The `textFingerprint` of the tokenizer that `tokens` are of. */
  readonly tokenizer?: string;
  /** Most tokens that a sample could have, in the reference's own; absent if unknown. */
  readonly maximumTokens?: number;
}

/** What to draw from a reference. */
export interface ReferenceRequest {
  /** Most tokens a sample, in the reference's own tokens. */
  readonly tokens: number;
  readonly seed: number;
  /** Index of the first sample: how a cache goes on where it stopped. 0 by default. */
  readonly first?: number;
  readonly signal?: AbortSignal;
  /** Hears samples as they come, so that nothing is lost if a later one fails. Awaited; never called twice at a time. */
  readonly onSamples?: (samples: ReferenceSamples) => void | Promise<void>;
}

/** A language model to compare with: draws texts at temperature 1 from an empty prompt and says how likely they are. */
export interface ReferenceModel {
  readonly name: string;
  /** `count` samples. Rejects with a `PreflmError`; what came before was given to `onSamples`. */
  sample(count: number, request: ReferenceRequest): Promise<ReferenceSamples>;
}
