import { availableParallelism } from "node:os";
import { join } from "node:path";
import { checkOptions, PreflmError, type Scorer } from "@preflm/core";
import type { ReadingOptions } from "./input.ts";
import { type OutputFormat, outputFormat } from "./output-format.ts";
import { isScorerReference, type ScorerReference } from "./reference.ts";
import type { ScoreEvent } from "./score-events.ts";

/** What to score and how. */
export interface ScoreOptions extends ReadingOptions, Partial<OutputFormat> {
  /** Paths as `openCorpus` of `@preflm/data` takes them: files, patterns, folders, `"-"`. */
  readonly input: string | readonly string[];
  /** A reference, of which each worker makes its own scorer, or a scorer, which is used in this thread. */
  readonly scorer: ScorerReference | Scorer;
  /** Folder for the folders of scores; `<input>.scores` by default. Needed for several inputs and for `"-"`. */
  readonly output?: string;
  /** Folder of the cache by document, which runs and corpora may share; `.cache` in `output` by default. */
  readonly cache?: string;
  /** Worker threads; by default one a core, and none for a scorer that is an object. */
  readonly workers?: number;
  /** Seconds that the scorer may take for a document; 10 by default. */
  readonly timeLimit?: number;
  /** Megabytes of JavaScript memory of each worker; 4,096 by default. */
  readonly memory?: number;
  /** Try documents again that are in quarantine. */
  readonly retry?: boolean;
  /** Bytes of the input that are a worker's task; by default a mebibyte, less for inputs below 64 of them. */
  readonly blockSize?: number;
  /** Stops: what is done is kept, and the next call goes on. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ScoreEvent) => void;
}

/** Options with all defaults. */
export interface ScoreSettings extends OutputFormat {
  readonly inputs: readonly string[];
  readonly scorer: ScorerReference | Scorer;
  readonly reading: ReadingOptions;
  readonly root: string;
  readonly cache: string;
  readonly workers: number;
  readonly timeLimit: number;
  readonly memory: number;
  readonly retry: boolean;
  readonly blockSize: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: (event: ScoreEvent) => void;
}

const OPTIONS = [
  ...["input", "scorer", "output", "cache", "workers", "timeLimit", "memory", "retry", "blockSize"],
  ...["signal", "onEvent", "text", "id", "extensions", "shape", "format"],
];

/** Checks options and fills in the defaults. */
export function scoreSettings(options: ScoreOptions): ScoreSettings {
  const check = checkOptions("scoreCorpus", options, OPTIONS);
  const { input, scorer, timeLimit = 10, memory = 4096, retry = false } = options;
  const inputs = typeof input === "string" ? [input] : input;
  const ofModule = isScorerReference(scorer);
  const workers = options.workers ?? (ofModule ? availableParallelism() : 0);
  check.integer("workers", workers, { min: ofModule ? 1 : 0, max: ofModule ? 1024 : 0 });
  check.number("timeLimit", timeLimit, { above: 0 });
  const root = options.output ?? defaultRoot(inputs);
  const { text, id, extensions } = options;
  return {
    inputs,
    scorer,
    reading: {
      ...(text === undefined ? {} : { text: check.string("text", text) }),
      ...(id === undefined ? {} : { id: check.string("id", id) }),
      ...(extensions === undefined ? {} : { extensions }),
    },
    ...outputFormat(options),
    root,
    cache: options.cache ?? join(root, ".cache"),
    workers,
    timeLimit,
    memory: check.integer("memory", memory, { min: 16 }),
    retry: check.boolean("retry", retry),
    blockSize:
      options.blockSize === undefined
        ? undefined
        : check.integer("blockSize", options.blockSize, { min: 1 }),
    signal: options.signal,
    onEvent: options.onEvent ?? (() => {}),
  };
}

function defaultRoot(inputs: readonly string[]): string {
  const [input] = inputs;
  if (inputs.length === 1 && input !== "-" && !input.includes("*"))
    return `${input.replace(/[\\/]+$/, "")}.scores`;
  throw new PreflmError(
    "invalid-option",
    "Several inputs, patterns and standard input have no folder of their own: say where the scores go with the option output (--output).",
  );
}
