import { availableParallelism } from "node:os";
import { checkOptions, PreflmError, type Scorer, type Segment, show } from "@preflm/core";
import { openPool, type Pool } from "./pool.ts";
import { absoluteReference, loadScorer, type ScorerReference } from "./reference.ts";
import type { Annotation, WorkerAnswer } from "./worker-task.ts";

/** How to score in parallel. */
export interface ParallelOptions {
  /** Worker threads; by default one a core. */
  readonly workers?: number;
  /** Seconds that the scorer may take for a document; no limit by default. */
  readonly timeLimit?: number;
  /** Megabytes of JavaScript memory of each worker; 4,096 by default. */
  readonly memory?: number;
}

/** A scorer that works in threads. Closing ends them; the next call starts new ones. */
export interface ParallelScorer extends Scorer {
  close(): Promise<void>;
}

/** A piece of fewer characters is not worth a thread's while. */
const SMALLEST_PIECE = 1 << 13;

/**
 * The scorer of a reference, sharing the texts of each call among worker threads. It returns what the scorer itself
 * would; a document over which a worker dies or takes too long rejects the call, and is named.
 */
export async function parallelScorer(
  reference: ScorerReference,
  options: ParallelOptions = {},
): Promise<ParallelScorer> {
  const { workers = availableParallelism(), timeLimit = Infinity, memory = 4096 } = options;
  const check = checkOptions("parallelScorer", options, ["workers", "timeLimit", "memory"]);
  check.integer("workers", workers, { min: 1 });
  check.number("timeLimit", timeLimit, { above: 0 });
  check.integer("memory", memory, { min: 16 });
  const absolute = absoluteReference(reference);
  const scorer = await loadScorer(absolute);
  let pool: Pool | undefined;

  const run = async (
    kind: "annotate" | "score",
    texts: readonly string[],
  ): Promise<WorkerAnswer[]> => {
    pool ??= openPool({ workers, timeLimit, memory });
    const outcome = await pool.run({ kind, scorer: absolute, texts });
    if ("answer" in outcome) return [outcome.answer];
    if (texts.length === 1) throw deadly(scorer, texts[0], outcome.death.fault.reason);
    const answers = [];
    for (const text of texts) answers.push(...(await run(kind, [text])));
    return answers;
  };
  /** All texts in pieces, as many at a time as there are workers. */
  const runAll = async <T>(
    kind: "annotate" | "score",
    texts: readonly string[],
    resultsOf: (answer: WorkerAnswer) => readonly T[],
  ): Promise<T[]> => {
    const pieces = piecesOf(texts, workers);
    const answers = await Promise.all(pieces.map((piece) => run(kind, piece)));
    return answers.flat().flatMap((answer) => {
      if ("failed" in answer) throw new PreflmError(answer.failed.code, answer.failed.message);
      return resultsOf(answer);
    });
  };

  return {
    ...scorer,
    async annotate(documents) {
      const annotations = await runAll("annotate", documents, (answer) =>
        "annotations" in answer ? answer.annotations : [],
      );
      return annotations.map((annotation, i) => segmentsOf(annotation, documents[i]));
    },
    score: (texts) => runAll("score", texts, (answer) => ("scores" in answer ? answer.scores : [])),
    async close() {
      const open = pool;
      pool = undefined;
      await open?.close();
    },
  };
}

/** Neighbouring texts in pieces of about equal size, a few for each worker. */
function piecesOf(texts: readonly string[], workers: number): string[][] {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const size = Math.max(SMALLEST_PIECE, total / (workers * 4));
  const pieces: string[][] = [];
  let characters = Infinity;
  for (const text of texts) {
    if (characters >= size) {
      pieces.push([]);
      characters = 0;
    }
    pieces[pieces.length - 1].push(text);
    characters += text.length;
  }
  return pieces;
}

function segmentsOf({ ends, scores }: Annotation, text: string): Segment[] {
  return Array.from(ends, (end, i) => ({
    text: text.slice(i === 0 ? 0 : ends[i - 1], end),
    score: scores[i],
  }));
}

function deadly({ name }: Scorer, text: string, reason: string): PreflmError {
  return new PreflmError(
    "invalid-input",
    `The scorer "${name}" cannot score ${show(text)} (${text.length} characters): ${reason}. Score the corpus with scoreCorpus or preflm score, which sets such documents aside, and use its folder.`,
  );
}
