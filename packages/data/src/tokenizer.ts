/** Text ↔ tokens. Text can never produce end-of-text or a control token, whatever literal strings it holds. */
export interface Tokenizer {
  /** All ids are below this, control tokens included: the model's vocabulary. */
  readonly vocabulary: number;
  /** The vocabulary without control tokens; end-of-text counts. */
  readonly textVocabulary: number;
  /** The token that opens every document. */
  readonly endOfText: number;
  /** Ids of the control tokens by name. */
  readonly controlTokens: Readonly<Record<string, number>>;
  /** UTF-8 bytes that each id stands for, 0 for end-of-text and control tokens; what bits per byte divides by. */
  readonly byteLengths: Int32Array;
  /** Changes whenever any id could mean something else. */
  readonly fingerprint: string;
  /** The same for text alone: equal before and after `withControlTokens`. The key of the token cache. */
  readonly textFingerprint: string;
  /** The ids of each text. A lone surrogate is encoded as U+FFFD; all other text round-trips. */
  encode(texts: readonly string[]): Promise<readonly Int32Array[]>;
  /** The text of some ids. End-of-text and control tokens are left out unless `keepSpecial`. */
  decode(ids: ArrayLike<number>, options?: { readonly keepSpecial?: boolean }): string;
  /** A whole `tokenizer.json`, which Hugging Face's `PreTrainedTokenizerFast` loads. */
  toJSON(): TokenizerJson;
}

/** Hugging Face's `tokenizer.json` as far as byte-level BPE goes. */
export interface TokenizerJson {
  readonly version: string;
  readonly truncation: unknown;
  readonly padding: unknown;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly decoder: unknown;
  readonly model: BpeModel;
}

/** A token outside the merges; `special` ones never come from text. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** Byte-pair encoding: tokens spelled in the byte-level alphabet, and merges in order of rank. */
export interface BpeModel {
  readonly type: "BPE";
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (string | readonly [string, string])[];
}
