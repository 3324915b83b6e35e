import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Document, PreflmError, random } from "@preflm/core";
import { annotate, type Corpus, jsonl, packCorpus, split, trainTokenizer } from "@preflm/data";
import { installedPlugins, type TaskContext } from "preflm";
import { choiceItems, contexts } from "./held-out-texts.ts";
import type { LabelledDocument } from "./labelled.ts";
import { divideLabelled } from "./labelled-texts.ts";
import { filesOf, HELD_OUT } from "./setting.ts";
import { type TaskName, tasks } from "./tasks.ts";
import { writeLines, writeText } from "./write-lines.ts";

/** What `prepareCorpus` is called with. */
export interface CorpusInput {
  readonly task: TaskName;
  /** The reader's own text instead of the task's. */
  readonly path?: string;
  /** A folder of the project that has the plugins installed. */
  readonly project: string;
  /** Characters of the text, about; all by default. */
  readonly characters?: number;
  readonly vocabulary: number;
  /** Tokens of the models' context. */
  readonly context: number;
  /** Labelled texts to learn from, and to be asked about. */
  readonly labelled: { readonly train: number; readonly test: number };
  /** Multiple-choice items. */
  readonly choices: number;
}

/** What `prepareCorpus` found. */
export interface CorpusResult {
  readonly name: string;
  /** Labelled texts: 0 where the corpus has no labels. */
  readonly train: number;
  readonly test: number;
  readonly prompts: number;
  readonly choices: number;
}

/** Share of the documents with labels that no model is trained on: they make the classification task. */
const RESERVED = 0.15;

/**
 * The first task of a reproduction: writes the corpus to a file, learns its tokenizer, scores and tokenises it into the
 * cache that all runs share, and sets aside what models are asked about: prompts, multiple-choice items, labelled texts.
 */
export async function prepareCorpus(
  input: CorpusInput,
  { directory, listener, signal }: TaskContext,
): Promise<CorpusResult> {
  const folder = dirname(directory);
  const files = filesOf({ folder });
  await mkdir(directory, { recursive: true });
  const source = tasks[input.task].corpus(input.path);
  const reserved: LabelledDocument[] = [];
  const share = Math.min(1, (input.characters ?? Infinity) / (source.size ?? 0));
  await writeLines(files.corpus, unreserved(source.documents(), share, reserved));

  const { train, heldOut } = split(jsonl(files.corpus, { id: "id" }), { heldOut: HELD_OUT });
  const { vocabulary } = input;
  const tokenizer = await trainTokenizer(texts(train), { vocabulary });
  await writeText(files.tokenizer, `${JSON.stringify(tokenizer.toJSON())}\n`);

  const scorer = await installedPlugins(input.project).resolve("scorer", tasks[input.task].scorer);
  const [cache, path] = [join(folder, ".cache"), join(directory, "packed")];
  const onProgress = ({ documents }: { readonly documents: number }) => {
    if (signal.aborted) throw new PreflmError("interrupted", "Stopped while scoring the corpus.");
    const progress = { type: "progress", phase: "score", done: documents } as const;
    listener({ time: Date.now(), ...progress, unit: "documents" });
  };
  for (const part of [train, heldOut]) {
    const scored = annotate(part.documents(), scorer, { cache });
    const options = { tokenizer, objective: {}, seed: 0, path, cache, onProgress };
    (await packCorpus(scored, options)).close(); // what it tokenised is in the cache
  }
  await rm(path, { recursive: true });

  const found = await contexts(heldOut.documents(), tokenizer, Math.floor(input.context / 3));
  const items = choiceItems(found, input.choices);
  const labelled = divideLabelled(reserved, input.labelled, tasks[input.task]);
  await writeLines(
    files.prompts,
    found.map(({ prompt }) => ({ prompt })),
  );
  await writeLines(files.choices, items);
  await writeLines(files.train, labelled.train);
  await writeLines(files.test, labelled.test);
  return {
    name: source.name,
    train: labelled.train.length,
    test: labelled.test.length,
    prompts: found.length,
    choices: items.length,
  };
}

/** The documents that models may be trained on, of a share of all; those of the classification task are put aside. */
async function* unreserved(
  documents: AsyncIterable<LabelledDocument>,
  share: number,
  reserved: LabelledDocument[],
): AsyncGenerator<Document> {
  for await (const document of documents) {
    const { id, text, label } = document;
    if (random(id, "taken")() >= share) continue;
    if (label !== undefined && random(id, "reserved")() < RESERVED) reserved.push(document);
    else yield { id, text };
  }
}

async function* texts({ documents }: Corpus): AsyncGenerator<string> {
  for await (const { text } of documents()) yield text;
}
