import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reference } from "@preflm/backend-reference";
import type { Scorer } from "@preflm/core";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { fromTexts, type RunConfig } from "preflm";

/** Counts "@" per character, by lines: small, but a real scorer. */
export const atSigns: Scorer = {
  specificationVersion: "v1",
  name: "at-signs",
  fingerprint: "at-signs@1",
  annotate: async (documents) =>
    documents.map((document) =>
      document.split(/(?<=\n)/).map((text) => ({ text, score: atSignsPerCharacter(text) })),
    ),
  score: async (texts) => texts.map(atSignsPerCharacter),
  explain: async (text) =>
    [...text.matchAll(/@/g)].map(({ index }) => ({ start: index, end: index + 1, label: "at" })),
};

function atSignsPerCharacter(text: string): number {
  return text === "" ? 0 : (text.split("@").length - 1) / text.length;
}

/** Letters of which every third holds an address. */
export const letters: readonly string[] = Array.from(
  { length: 200 },
  (_, i) => `Letter ${i}.\nWrite to ${i % 3 ? "me" : `u${i}@example.com`} today.\nBye\n`,
);

/** A folder that the system will clean up. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "preflm-test-"));
}

/** A run of a second or two on the reference backend: 20 updates of 128 tokens. */
export function toyRun(output: string, changes: Partial<RunConfig> = {}): RunConfig {
  return {
    name: "toy",
    output,
    corpus: fromTexts("letters", letters),
    scorer: atSigns,
    objective: [mle(), conditional({ threshold: 0 })],
    backend: reference(),
    tokenizer: { vocabulary: 300 },
    model: { layers: 1, width: 16, heads: 2, context: 32 },
    training: { tokens: 20 * 128, tokensPerUpdate: 128, learningRate: 5e-3, checkpointEvery: 5 },
    sampling: { count: 12, batch: 6 },
    evaluation: { heldOut: 0.1, characters: 1000 },
    listeners: [],
    ...changes,
  };
}

/** A report, or a part of one, without what the clock decides. */
export function timeless(report: unknown): unknown {
  const clocks = ["created", "gigaflops", "samplesPerSecond", "seconds", "totalSeconds"];
  const keep = (key: string, value: unknown) => (clocks.includes(key) ? undefined : value);
  return JSON.parse(JSON.stringify(report, keep));
}

/** Names of a folder, sorted; empty if there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
