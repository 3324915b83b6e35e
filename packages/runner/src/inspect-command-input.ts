import { basename, join } from "node:path";
import { type PluginReference, PreflmError, type ScoredDocument, type Scorer } from "@preflm/core";
import { annotate, type Corpus, type CorpusProblem } from "@preflm/data";
import type { ScorerSpeed } from "@preflm/eval";
import { loadScorer, type ScoresManifest } from "@preflm/scoring";
import { consola } from "consola";
import { readJson } from "./files.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { type CorpusPath, corpusOf, measured, scoredFolder } from "./prepare-corpus.ts";
import { scorerInThreads } from "./scorer-module.ts";

/** A corpus to inspect, with its scores. */
interface InspectInput {
  readonly name: string;
  /** About how many characters it has. */
  readonly size?: number;
  /** What explains the scores. */
  readonly scorer?: Scorer;
  /** How fast it was scored, where that is known. */
  readonly speed?: ScorerSpeed;
  documents(onProblem?: (problem: CorpusProblem) => void): AsyncIterable<ScoredDocument>;
  close(): Promise<void>;
}

/** Opens what `preflm score` left, to be explained by the scorer that it used, or any other corpus. */
export async function openInspectInput(
  given: CorpusPath,
  reference: PluginReference<"scorer"> | undefined,
  cache: string,
): Promise<InspectInput> {
  const { path, ...reading } = given;
  const folder = scoredFolder(path);
  const [ignored] = folder === undefined ? [] : Object.keys(reading);
  if (ignored !== undefined) {
    throw new PreflmError(
      "invalid-option",
      `${folder} holds scores, whose corpus is read as it was scored. Leave out --${ignored}, or score again with it.`,
    );
  }
  const corpus = await measured(corpusOf(folder ?? given));
  const registry = installedPlugins();
  const scorer =
    reference === undefined ? undefined : await resolvePlugin(registry, "scorer", reference);
  if (folder !== undefined) return scoredInput(folder, corpus, scorer);
  const threads =
    reference === undefined ? undefined : await scorerInThreads(registry, reference, corpus.size);
  const annotator = threads ?? scorer;
  return {
    ...described(corpus.name, corpus, scorer),
    documents: (onProblem) =>
      annotator
        ? annotate(corpus.documents(onProblem), annotator, { cache })
        : annotate(corpus.documents(onProblem), noScorer(path)),
    close: async () => threads?.close(),
  };
}

async function scoredInput(
  folder: string,
  corpus: Corpus,
  asked: Scorer | undefined,
): Promise<InspectInput> {
  const manifest: ScoresManifest = await readJson(join(folder, "scores.json"), "Score again");
  const scorer = asked ?? (await scorerOf(manifest));
  const { fingerprint } = manifest.scorer;
  if (scorer && scorer.fingerprint !== fingerprint)
    consola.warn(`The scores are of "${fingerprint}", but explained by "${scorer.fingerprint}".`);
  const { inputs, speed } = manifest;
  const [input] = inputs;
  const name = inputs.length === 1 && input !== "-" ? basename(input) : basename(folder);
  return {
    ...described(name, corpus, scorer),
    ...(speed && {
      speed: {
        charactersPerSecond: speed.scorerCharactersPerSecond,
        measured: `when the corpus was scored, ${threadsText(speed.workers)}`,
      },
    }),
    documents: (onProblem) => annotate(corpus.documents(onProblem), noScorer(folder)),
    close: async () => {},
  };
}

function described(name: string, { size }: Corpus, scorer: Scorer | undefined) {
  return { name, ...(size !== undefined && { size }), ...(scorer && { scorer }) };
}

/** What the scorer did in the time that it had; without workers it runs in the main thread. */
function threadsText(workers: number): string {
  return workers <= 1 ? "on one thread" : `on each of ${workers} threads`;
}

/** The scorer that the scores are of, to explain them; undefined where it cannot be made here. */
async function scorerOf({ scorer }: ScoresManifest): Promise<Scorer | undefined> {
  if (!scorer.reference) return undefined;
  try {
    return await loadScorer(scorer.reference);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    consola.warn(`Nothing is explained, since the scorer cannot be loaded: ${reason}`);
    return undefined;
  }
}

/** Stands in where there is no scorer: documents that bring their scores never reach it. */
function noScorer(path: string): Scorer {
  const fail = async (): Promise<never> => {
    throw new PreflmError(
      "invalid-input",
      `${path} has no scores. Say which scorer scores it, such as --scorer pii, or score it first: preflm score ${path} --scorer pii.`,
    );
  };
  const none = { name: "none", fingerprint: "none", annotate: fail, score: fail };
  return { specificationVersion: "v1", ...none };
}
