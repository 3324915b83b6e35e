import type { Model } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import type { Engine } from "./engine.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What the server answers with: one model and how it is sampled. */
export interface Served {
  /** What clients call the model. */
  readonly name: string;
  /** When the server began, in seconds since 1970. */
  readonly created: number;
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  readonly vocabulary: Vocabulary;
  readonly engine: Engine;
  /** The control token after end-of-text, before the text. */
  readonly mark?: number;
  /** Control tokens that are never sampled. */
  readonly banned: readonly number[];
}
