import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PreflmError } from "@preflm/core";
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
  const folder = Object.keys(options).length === 0 ? scoredFolder(path) : undefined;
  return folder === undefined ? openCorpus(path, options) : openScores(folder);
}

/** The corpus with its size, if it can tell one. */
export async function measured(corpus: Corpus): Promise<Corpus> {
  const size = corpus.size ?? (await corpus.measure?.());
  return size === undefined ? corpus : { ...corpus, size };
}

/** The path if it is a folder of scores, or the only such folder in it. */
export function scoredFolder(path: string): string | undefined {
  if (isScoredFolder(path)) return path;
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined;
  const inside = readdirSync(path)
    .map((name) => join(path, name))
    .filter(isScoredFolder);
  if (inside.length < 2) return inside[0];
  throw new PreflmError(
    "invalid-option",
    `${path} holds several folders of scores. Say which: ${inside.join(", ")}.`,
  );
}
