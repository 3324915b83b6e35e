import type { ModelOptions } from "./options.ts";

/** A piece of a text with what it is; `start` and `end` are UTF-16 offsets, `end` exclusive. */
export interface Entity {
  readonly start: number;
  readonly end: number;
  /** The model's label without `B-` or `I-`, such as `"PER"`. */
  readonly label: string;
  /** Mean probability of the label over the entity's words, in [0, 1]. */
  readonly score: number;
}

/** A model that finds labelled pieces in texts, such as names. */
export interface TokenClassifier {
  /** Labels of entities, without `B-`, `I-` and `O`. */
  readonly labels: readonly string[];
  /** Changes whenever an answer could: the content of the model's files, the library's version, the device, the options. */
  readonly fingerprint: string;
  /** The entities of each text, in order and apart. A text of any length is read in windows that overlap. */
  tag(texts: readonly string[]): Promise<readonly (readonly Entity[])[]>;
  /** Frees the model's memory; the classifier is unusable afterwards. */
  dispose(): Promise<void>;
}

/** Loads a token classifier; rejects with an `"unavailable"` error where the package, the files or the device are missing. */
export async function tokenClassifier(options: ModelOptions): Promise<TokenClassifier> {
  void options;
  throw new Error("in progress");
}
