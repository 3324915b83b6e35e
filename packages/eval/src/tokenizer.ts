/** What evaluation needs of a tokenizer; a `Tokenizer` of @preflm/data is one. */
export interface TextTokenizer {
  /** The token that opens every document, and ends a sample. */
  readonly endOfText: number;
  /** Ids of the control tokens by name. */
  readonly controlTokens: Readonly<Record<string, number>>;
  /** Changes whenever any id of text could mean something else; control tokens do not matter. */
  readonly textFingerprint: string;
  /** The ids of each text; never end-of-text or a control token, whatever it spells. */
  encode(texts: readonly string[]): Promise<readonly Int32Array[]>;
  /** The text of some ids, without end-of-text and control tokens. */
  decode(ids: ArrayLike<number>): string;
}
