import { threadId } from "node:worker_threads";
import { PreflmError, type Scorer, type Segment, show } from "@preflm/core";
import { scoreDocuments } from "@preflm/data";
import { processBlock } from "./process-block.ts";
import { loadScorer, type ScorerReference, warmUp } from "./reference.ts";
import { cacheReader, entryQueue } from "./score-cache.ts";
import {
  type BlockTask,
  type TextsTask,
  WATCH,
  type WorkerAnswer,
  type WorkerTask,
} from "./worker-task.ts";

/** What a worker thread does with a task. The pool calls it by name. */
export async function work(task: WorkerTask): Promise<WorkerAnswer> {
  const watch = new Int32Array(task.watch);
  Atomics.store(watch, WATCH.thread, threadId);
  try {
    const scorer = await scorerOf(task.scorer);
    return task.kind === "block"
      ? await block(task, scorer, watch)
      : await texts(task, scorer, watch);
  } catch (error) {
    const code = error instanceof PreflmError ? error.code : "invalid-input";
    const message = error instanceof Error ? error.message : String(error);
    return { failed: { code, message } };
  }
}

const scorers = new Map<string, Promise<Scorer>>();

/** Each worker makes a scorer once, and readies it before anything is timed. */
function scorerOf(reference: ScorerReference): Promise<Scorer> {
  const key = JSON.stringify(reference);
  const made = scorers.get(key) ?? loadScorer(reference).then(warmUp);
  scorers.set(key, made);
  return made;
}

async function block(task: BlockTask, scorer: Scorer, watch: Int32Array): Promise<WorkerAnswer> {
  const known = cacheReader(task.cache, task.index);
  const entries = entryQueue((bytes) => task.entries.postMessage(bytes));
  try {
    const result = await processBlock(task.request, {
      score: (documents) => scoreDocuments(documents, scorer),
      recall: known.recall,
      keep: entries.keep,
      begin: (position, count) => begin(watch, position, count),
      end() {
        end(watch);
        entries.sendInTime();
      },
    });
    entries.send();
    return { block: result };
  } finally {
    task.entries.postMessage(null); // that was all; closing would wait for the thread's event loop
  }
}

async function texts(
  { kind, texts }: TextsTask,
  scorer: Scorer,
  watch: Int32Array,
): Promise<WorkerAnswer> {
  begin(watch, 0, texts.length);
  try {
    if (kind === "score") return { scores: [...(await scorer.score(texts))] };
    const annotations = await scorer.annotate(texts);
    expectLossless(annotations, texts, scorer);
    return {
      annotations: annotations.map((segments) => {
        let end = 0;
        const ends = Uint32Array.from(segments, ({ text }) => {
          end += text.length;
          return end;
        });
        return { ends, scores: Float64Array.from(segments, ({ score }) => score) };
      }),
    };
  } finally {
    end(watch);
  }
}

/** Only ends and scores are sent back, so what is not checked here cannot be later. */
function expectLossless(
  annotations: readonly (readonly Segment[])[],
  texts: readonly string[],
  scorer: Scorer,
): void {
  const lossy = texts.find((text, i) => annotations[i]?.map((part) => part.text).join("") !== text);
  if (lossy === undefined) return;
  throw new PreflmError(
    "invalid-input",
    `The scorer "${scorer.name}" returned segments that do not concatenate to ${show(lossy)}. Mend the scorer; testScorer of @preflm/testkit finds such mistakes.`,
  );
}

function begin(watch: Int32Array, position: number, count: number): void {
  Atomics.store(watch, WATCH.position, position);
  Atomics.store(watch, WATCH.count, count);
  Atomics.add(watch, WATCH.turn, 1);
}

function end(watch: Int32Array): void {
  Atomics.add(watch, WATCH.turn, 1);
}
