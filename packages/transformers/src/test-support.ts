import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TinyClassifierOptions, writeTinyClassifier } from "@preflm/testkit";
import { afterAll } from "vitest";

/** A new folder that is removed after the tests of a file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "preflm-transformers-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with a tiny model. */
export async function tinyModel(options: TinyClassifierOptions): Promise<string> {
  const folder = await temporaryFolder();
  await writeTinyClassifier(folder, options);
  return folder;
}

/** Six labels, as Detoxify's models have. */
export const toxicity: TinyClassifierOptions = {
  head: "text",
  labels: ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"],
  words: { hate: "toxic", shit: "obscene", kill: "threat", idiot: "insult" },
};

/** Names and places in the B/I scheme; "smith" goes on with a name, "##ville" ends a place. */
export const names: TinyClassifierOptions = {
  head: "token",
  labels: ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"],
  words: { jane: "B-PER", smith: "I-PER", paris: "B-LOC", nash: "B-LOC", "##ville": "I-LOC" },
};
