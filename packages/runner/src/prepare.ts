import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, resolveThreshold, type ScoredDocument, type Scorer } from "@preflm/core";
import {
  annotate,
  type Corpus,
  type CorpusScores,
  gpt2Tokenizer,
  jsonl,
  loadTokenizer,
  scoreDistribution,
  split,
  type Tokenizer,
  textFolder,
  trainTokenizer,
} from "@preflm/data";
import type { Emit } from "./emit.ts";
import { writeFileAtomic } from "./files.ts";
import type { Settings } from "./settings.ts";

/** A corpus that is split, scored and has a tokenizer: what every objective of a run shares. */
export interface Prepared {
  readonly corpus: string;
  /** The scored training documents, from the cache after the first pass. */
  trainDocuments(): AsyncIterable<ScoredDocument>;
  /** As many held-out documents as the evaluation asks for: the same text for every objective. */
  heldOutDocuments(): AsyncIterable<ScoredDocument>;
  readonly distribution: CorpusScores;
  /** Segments scoring more are called misaligned, in the report and for held-out text. */
  readonly threshold: number;
  readonly tokenizer: Tokenizer;
  /** SHA-256 over the training documents in order: proves that a resumed run reads the same corpus. */
  readonly corpusHash: string;
  /** Folder of scores and token ids, shared by all runs. */
  readonly cache: string;
}

/** Splits, scores (once, cached) and tokenises the corpus. */
export async function prepare(
  settings: Settings,
  scorer: Scorer,
  directory: string,
  emit: Emit,
): Promise<Prepared> {
  const corpus =
    typeof settings.corpus === "string" ? openCorpus(settings.corpus) : settings.corpus;
  const { train, heldOut } = split(corpus, { heldOut: settings.evaluation.heldOut });
  const cache = join(settings.output, ".cache");
  const hash = createHash("sha256");

  const problems = new Set<string>();
  const scored = (part: Corpus, watch?: (document: Document) => void) => {
    const documents = part.documents((problem) => {
      const key = `${problem.source}:${problem.line}:${problem.reason}`;
      if (!problems.has(key)) emit({ type: "problem", ...problem });
      problems.add(key);
    });
    return annotate(watch ? tap(documents, watch) : documents, scorer, { cache });
  };
  let characters = 0;
  const distribution = await scoreDistribution(
    scored(train, (document) => {
      hash.update(document.id).update("\0").update(document.text).update("\0");
      characters += document.text.length;
      const total = train.size === undefined ? undefined : Math.max(train.size, characters);
      emit({ type: "progress", phase: "score", done: characters, total, unit: "characters" });
    }),
  );
  emit({
    type: "progress",
    phase: "score",
    done: characters,
    total: characters,
    unit: "characters",
  });

  const tokenizer = await openTokenizer(settings, train, directory, emit);
  return {
    corpus: corpus.name,
    trainDocuments: () => scored(train),
    heldOutDocuments: () => upTo(scored(heldOut), settings.evaluation.characters),
    distribution,
    threshold: resolveThreshold(settings.evaluation.threshold, distribution.segments),
    tokenizer,
    corpusHash: hash.digest("hex"),
    cache,
  };
}

/** A corpus from a path: a folder of text files, or JSON lines. */
function openCorpus(path: string): Corpus {
  return existsSync(path) && statSync(path).isDirectory() ? textFolder(path) : jsonl(path);
}

async function openTokenizer(
  settings: Settings,
  train: Corpus,
  directory: string,
  emit: Emit,
): Promise<Tokenizer> {
  if (settings.tokenizer === "gpt2") return gpt2Tokenizer();
  if ("path" in settings.tokenizer) return loadTokenizer(settings.tokenizer.path);
  const file = join(directory, "tokenizer.json");
  if (existsSync(file)) return loadTokenizer(file);
  const { vocabulary } = settings.tokenizer;
  emit({ type: "progress", phase: "tokenizer", done: 0, total: vocabulary, unit: "entries" });
  const tokenizer = await trainTokenizer(texts(train), { vocabulary });
  await writeFileAtomic(file, `${JSON.stringify(tokenizer.toJSON())}\n`);
  emit({
    type: "progress",
    phase: "tokenizer",
    done: vocabulary,
    total: vocabulary,
    unit: "entries",
  });
  return tokenizer;
}

async function* texts(corpus: Corpus): AsyncGenerator<string> {
  for await (const { text } of corpus.documents()) yield text;
}

/** Documents until they have so many characters between them. */
async function* upTo(
  documents: AsyncIterable<ScoredDocument>,
  characters: number,
): AsyncGenerator<ScoredDocument> {
  let seen = 0;
  for await (const document of documents) {
    yield document;
    for (const { text } of document.segments) seen += text.length;
    if (seen >= characters) return;
  }
}

async function* tap<T>(items: AsyncIterable<T>, watch: (item: T) => void): AsyncGenerator<T> {
  for await (const item of items) {
    watch(item);
    yield item;
  }
}
