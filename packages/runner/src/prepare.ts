import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Document,
  PreflmError,
  resolveThreshold,
  type ScoredDocument,
  type Scorer,
} from "@preflm/core";
import {
  annotate,
  type Corpus,
  type CorpusScores,
  gpt2Tokenizer,
  loadTokenizer,
  scoreDistribution,
  split,
  type Tokenizer,
  trainTokenizer,
} from "@preflm/data";
import { type DocumentShare, documentsWithin, shareWithin } from "./document-share.ts";
import type { Emit } from "./emit.ts";
import { writeFileAtomic } from "./files.ts";
import type { Settings } from "./settings.ts";
import { interrupted, untilStopped } from "./signal.ts";

/** A corpus that is split, scored and has a tokenizer: what every objective of a run shares. */
export interface Prepared {
  readonly corpus: string;
  /** The scored training documents between two shares of them, from the cache after the first pass. */
  trainDocuments(share: DocumentShare): AsyncIterable<ScoredDocument>;
  /** As many held-out documents as the evaluation asks for: the same text for every objective. */
  heldOutDocuments(): AsyncIterable<ScoredDocument>;
  readonly distribution: CorpusScores;
  /** Segments scoring more are called misaligned, in the report and for held-out text. */
  readonly threshold: number;
  readonly tokenizer: Tokenizer;
  /** SHA-256 over all documents in order, and the scores they bring: proves that a resumed run reads the same corpus. */
  readonly corpusHash: string;
  /** Documents held out. */
  readonly heldOut: number;
  /** Folder of scores and token ids, shared by all runs. */
  readonly cache: string;
}

/** Splits, scores (once, cached) and tokenises the corpus. */
export async function prepare(
  settings: Settings,
  scorer: Scorer,
  directory: string,
  emit: Emit,
  signal: AbortSignal,
): Promise<Prepared> {
  const { corpus } = settings;
  const share = { heldOut: settings.evaluation.heldOut };
  const { train, heldOut } = split(corpus, share);
  const cache = join(settings.output, ".cache");

  const problems = new Set<string>();
  const scored = (part: Corpus) => {
    const documents = part.documents((problem) => {
      const key = `${problem.source}:${problem.line}:${problem.reason}`;
      if (!problems.has(key)) emit({ type: "problem", ...problem });
      problems.add(key);
    });
    const what = "while reading the corpus; the scores so far are kept";
    return annotate(untilStopped(documents, signal, what), scorer, { cache });
  };

  const hash = createHash("sha256");
  let documents = 0;
  const hashed = tapped(corpus, ({ id, text, segments }) => {
    documents++;
    hash.update(id).update("\0").update(text).update("\0");
    for (const segment of segments ?? []) hash.update(`${segment.text.length} ${segment.score}\0`);
  });
  let [trained, characters] = [0, 0];
  const watched = tapped(split(hashed, share).train, ({ text }) => {
    trained++;
    characters += text.length;
    const total = train.size === undefined ? undefined : Math.max(train.size, characters);
    emit({ type: "progress", phase: "score", done: characters, total, unit: "characters" });
  });
  const distribution = await scoreDistribution(scored(watched));
  emit({
    type: "progress",
    phase: "score",
    done: characters,
    total: characters,
    unit: "characters",
  });

  const tokenizer = await openTokenizer(settings, train, directory, emit, signal);
  return {
    corpus: corpus.name,
    trainDocuments: (share) =>
      documentsWithin(scored(train), shareWithin(settings.training.documents, share)),
    heldOutDocuments: () => upTo(scored(heldOut), settings.evaluation.characters),
    distribution,
    threshold: resolveThreshold(settings.evaluation.threshold, distribution.segments),
    tokenizer,
    corpusHash: hash.digest("hex"),
    heldOut: documents - trained,
    cache,
  };
}

/** The tokenizer that the settings name, or one trained on the corpus and kept in the run's folder. */
async function openTokenizer(
  settings: Settings,
  train: Corpus,
  directory: string,
  emit: Emit,
  signal: AbortSignal,
): Promise<Tokenizer> {
  const named = await namedTokenizer(settings.tokenizer);
  const [source] = settings.sources?.values() ?? [];
  if (source !== undefined) return tokenizerOf(source, named);
  if (named) return named;
  const file = join(directory, "tokenizer.json");
  if (settings.resume && existsSync(file)) return loadTokenizer(file);
  const { vocabulary } = settings.tokenizer as { readonly vocabulary: number };
  const progress = {
    type: "progress",
    phase: "tokenizer",
    total: vocabulary,
    unit: "entries",
  } as const;
  emit({ ...progress, done: 0 });
  const what = "while training the tokenizer";
  const documents = untilStopped(train.documents(), signal, what);
  const tokenizer = await trainTokenizer(texts(documents), { vocabulary }).catch((error) => {
    // Ctrl-C in a terminal also ends the trainer, which is a process of its own.
    throw signal.aborted ? interrupted(what) : error;
  });
  await writeFileAtomic(file, `${JSON.stringify(tokenizer.toJSON())}\n`);
  emit({ ...progress, done: vocabulary });
  return tokenizer;
}

/** A tokenizer that is there already; undefined if one is to be trained. */
async function namedTokenizer(reference: Settings["tokenizer"]): Promise<Tokenizer | undefined> {
  if (reference === "gpt2") return gpt2Tokenizer();
  return reference && "path" in reference ? loadTokenizer(reference.path) : undefined;
}

/** The tokenizer of the model that the run starts from, which one that was given must equal. */
async function tokenizerOf(source: string, given: Tokenizer | undefined): Promise<Tokenizer> {
  const tokenizer = await loadTokenizer(join(source, "tokenizer.json"));
  if (!given || given.textFingerprint === tokenizer.textFingerprint) return tokenizer;
  throw new PreflmError(
    "invalid-option",
    `"tokenizer" is another than that of ${source}, which the run starts from and whose model knows only its own; leave "tokenizer" out.`,
  );
}

async function* texts(documents: AsyncIterable<Document>): AsyncGenerator<string> {
  for await (const { text } of documents) yield text;
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

/** The corpus, with a look at each document as it is read. */
function tapped(corpus: Corpus, look: (document: Document) => void): Corpus {
  return {
    name: corpus.name,
    async *documents(onProblem) {
      for await (const document of corpus.documents(onProblem)) {
        look(document);
        yield document;
      }
    },
  };
}
