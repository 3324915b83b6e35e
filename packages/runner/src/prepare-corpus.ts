import { type Corpus, type OpenCorpusOptions, openCorpus } from "@preflm/data";
import { isScoredFolder, openScores } from "@preflm/scoring";

/** A corpus on disk and how to read it, as plain data. */
export interface CorpusPath extends OpenCorpusOptions {
  /** Whatever `openCorpus` of `@preflm/data` takes, or a folder of scores; relative to the working directory. */
  readonly path: string;
}

/** The corpus that a configuration names: an object, a path, or a path with options. */
export function corpusOf(reference: Corpus | CorpusPath | string): Corpus {
  if (typeof reference === "object" && "documents" in reference) return reference;
  const { path, ...options } = typeof reference === "string" ? { path: reference } : reference;
  const isScored = Object.keys(options).length === 0 && isScoredFolder(path);
  return isScored ? openScores(path) : openCorpus(path, options);
}

/** The corpus with its size, if it can tell one. */
export async function measured(corpus: Corpus): Promise<Corpus> {
  const size = corpus.size ?? (await corpus.measure?.());
  return size === undefined ? corpus : { ...corpus, size };
}
