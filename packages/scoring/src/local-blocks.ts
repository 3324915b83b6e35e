import { setImmediate as macrotask } from "node:timers/promises";
import type { Document, Scorer, Segment } from "@preflm/core";
import {
  type DocumentCache,
  encodeEntry,
  type RecordFields,
  scoreDocuments,
  toRecord,
} from "@preflm/data";
import type { BlockScorer, BlockScorerOptions } from "./block-scorer.ts";
import type { OutputFormat } from "./output-format.ts";
import { type Fault, processBlock } from "./process-block.ts";
import { warmUp } from "./reference.ts";
import { recall } from "./score-cache.ts";

/** How blocks are scored without workers. */
export interface LocalOptions extends BlockScorerOptions {
  readonly scorer: Scorer;
  readonly cache: DocumentCache;
  readonly fields: RecordFields;
  readonly output: OutputFormat;
}

/** Long stretches of work let the event loop have its turn this often. */
const PAUSE_EVERY_MS = 50;

/**
 * Scores blocks in this thread, for scorers that no worker can make. The time limit holds for scorers that wait for
 * something: a loop that never ends cannot be stopped here.
 */
export function localBlocks(options: LocalOptions): BlockScorer {
  const { scorer, cache, fields, output, timeLimit, append } = options;
  let paused = performance.now();
  let ready: Promise<unknown> | undefined;
  let turn: Promise<unknown> = Promise.resolve(); // one block at a time
  const tools = {
    score: (documents: readonly Document[]) => within(timeLimit, scoreDocuments(documents, scorer)),
    recall: (text: string) => recall(cache, text),
    keep: (text: string, segments: readonly Segment[]) =>
      append(encodeEntry([text], toRecord(segments))),
    begin: () => {},
    async end() {
      if (performance.now() - paused < PAUSE_EVERY_MS) return;
      await macrotask();
      paused = performance.now();
    },
  };
  return {
    score({ content }) {
      const request = { content, fields, output, singly: false, skip: {} };
      ready ??= warmUp(scorer);
      const result = Promise.all([ready, turn]).then(() => processBlock(request, tools));
      turn = result.catch(() => {});
      return result;
    },
    close: async () => {},
  };
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  if (seconds === Infinity) return work;
  const fault: Fault = { kind: "time", reason: `the scorer took longer than ${seconds} s` };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(fault.reason), { fault })),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
