/** A packed corpus: the tokens of its documents one after the other, a score for each. */
export interface TokenStore extends StoreSummary {
  /** Where each document starts, and after them `tokens`: `selectedDocuments + 1` numbers. */
  readonly offsets: Float64Array;
  /** Fills `tokens` and the equally long `scores` with what stands from position `start` on. */
  read(start: number, tokens: Int32Array, scores: Float32Array): void;
  close(): void;
}

/** What was packed. */
export interface StoreSummary extends PackedSummary {
  readonly tokens: number;
  /** Those that the objective selected: the ones in the store. */
  readonly selectedDocuments: number;
}

/** What packing knows that its writer does not. */
export interface PackedSummary {
  /** Documents of the corpus. */
  readonly documents: number;
  /** UTF-8 bytes of the text in the store. */
  readonly bytes: number;
  /** How many control tokens were set, by name. */
  readonly controlTokens: Readonly<Record<string, number>>;
}

/** Takes a packed corpus, document by document. */
export interface TokenWriter {
  /** One document; `tokens` and `scores` are equally long. */
  add(tokens: readonly number[], scores: readonly number[]): void;
  /** Documents written so far. */
  documents(): number;
}
