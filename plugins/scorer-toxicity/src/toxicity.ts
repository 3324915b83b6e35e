import { checkOptions, type Scorer } from "@preflm/core";
import { type ClassifierOptions, classifierEngine } from "./classifier-engine.ts";
import { lexiconEngine } from "./lexicon-engine.ts";

/** The options of `toxicity` with the lexicon. */
export interface LexiconOptions {
  readonly engine?: "lexicon";
  /** What `annotate` scores: sentences as the paper does, or lines, empty ones with the line before. Default `"sentences"`. */
  readonly segments?: "sentences" | "lines";
}

/** The options of `toxicity`. */
export type ToxicityOptions = LexiconOptions | ClassifierOptions;

/**
 * Scores text by how toxic it is, from 0 to 1: by word lists, which need nothing, or by a classifier (Korbak et al.
 * 2023, §4), which is loaded first, so that its scorer is promised.
 */
export function toxicity(options?: LexiconOptions): Scorer;
export function toxicity(options: ClassifierOptions): Promise<Scorer>;
export function toxicity(options: ToxicityOptions): Scorer | Promise<Scorer>;
export function toxicity(options: ToxicityOptions = {}): Scorer | Promise<Scorer> {
  if (options.engine === "classifier") return classifierEngine(options);
  const check = checkOptions("toxicity", options, ["engine", "segments"]);
  check.oneOf("engine", options.engine ?? "lexicon", ["lexicon", "classifier"]);
  const segments = options.segments ?? "sentences";
  return lexiconEngine(check.oneOf("segments", segments, ["sentences", "lines"]));
}
