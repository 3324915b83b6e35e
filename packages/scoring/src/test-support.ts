import * as fs from "node:fs";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { random, type Scorer } from "@preflm/core";
import { isScorerReference, type ScorerReference } from "./reference.ts";
import { scoreCorpus } from "./score-corpus.ts";
import type { ScoreEvent } from "./score-events.ts";
import type { ScoreOptions } from "./score-settings.ts";

/** Options of `trap`. */
export interface TrapOptions {
  /** A file that gets a line with the first word of each document that is scored. */
  readonly log?: string;
  /** Changes the fingerprint. */
  readonly version?: number;
  /** Whether it cannot be made in a worker. */
  readonly onlyOutside?: boolean;
}

/** Scores lines by their share of x. Documents with a word of `TRAPS` bring it down in their own way. */
export function trap({ log, version = 1, onlyOutside }: TrapOptions = {}): Scorer {
  if (onlyOutside && !isMainThread) throw new Error("not in a thread");
  const scoreOf = (text: string) => (text.match(/x/g)?.length ?? 0) / Math.max(1, text.length);
  return {
    specificationVersion: "v1",
    name: "trap",
    fingerprint: `trap ${version}`,
    async annotate(documents) {
      for (const text of documents) {
        if (log !== undefined) fs.appendFileSync(log, `${text.split(/\s/, 1)[0]}\n`);
        for (const [word, spring] of Object.entries(TRAPS)) if (text.includes(word)) await spring();
      }
      return documents.map((text) =>
        (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => ({
          text: line,
          score: scoreOf(line),
        })),
      );
    },
    score: async (texts) => texts.map(scoreOf),
  };
}

const TRAPS: Readonly<Record<string, () => unknown>> = {
  THROW: () => {
    throw new Error("a trap");
  },
  LOOP: () => {
    for (;;);
  },
  HANG: () => new Promise(() => {}),
  EXIT: () => process.exit(7),
  LATER: () => {
    setTimeout(() => {
      throw new Error("too late to catch");
    });
    return new Promise(() => {});
  },
  MEMORY: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(1e6).fill(0.5));
  },
};

/** How workers make `trap`. */
export function trapReference(options: TrapOptions = {}): ScorerReference {
  return { module: import.meta.filename, export: "trap", options: { ...options } };
}

/** A new folder for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "preflm-scoring-"));
}

const LETTERS = [..."axé\u{1f600} "];

/** Texts of one to five lines; each begins with a word of its own. */
export function randomTexts(count: number, seed = "texts"): string[] {
  const uniform = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const line = () => `${LETTERS[Math.floor(uniform() * LETTERS.length)]}x`.repeat(uniform() * 40);
    return [`d${i} `, ...Array.from({ length: uniform() * 5 }, line)].join("\n");
  });
}

/** Writes texts as JSON lines and returns the path. */
export function writeJsonl(folder: string, texts: readonly string[], name = "corpus.jsonl") {
  const path = join(folder, name);
  fs.writeFileSync(path, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  return path;
}

/** Scores in small blocks, in this thread unless a reference is given; returns the summary, the events, and the files' bytes by name. */
export async function scoreAll(options: Partial<ScoreOptions> & Pick<ScoreOptions, "input">) {
  const events: ScoreEvent[] = [];
  const summary = await scoreCorpus({
    scorer: trap(),
    blockSize: 2000,
    ...(isScorerReference(options.scorer) ? { workers: 2 } : {}),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { ...summary, events, files: outputOf(summary.folder) };
}

/** The shards and the quarantine of a folder, by name, in hexadecimal where they are not text. */
export function outputOf(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder).filter((name) => /^(part|quarantine)/.test(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(join(folder, name)).toString(name.endsWith(".parquet") ? "hex" : "utf8"),
    ]),
  );
}
