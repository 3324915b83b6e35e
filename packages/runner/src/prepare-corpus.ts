import { type Corpus, type OpenCorpusOptions, openCorpus } from "@preflm/data";

/** A corpus on disk and how to read it, as plain data. */
export interface CorpusPath extends OpenCorpusOptions {
  /** Whatever `openCorpus` of `@preflm/data` takes; relative to the working directory. */
  readonly path: string;
}

/** The corpus that a configuration names: an object, a path, or a path with options. */
export function corpusOf(reference: Corpus | CorpusPath | string): Corpus {
  if (typeof reference === "object" && "documents" in reference) return reference;
  const { path, ...options } = typeof reference === "string" ? { path: reference } : reference;
  return openCorpus(path, options);
}
