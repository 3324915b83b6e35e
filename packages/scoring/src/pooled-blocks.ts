import { MessageChannel } from "node:worker_threads";
import { PreflmError } from "@preflm/core";
import type { IndexTable, RecordFields } from "@preflm/data";
import type { Block } from "./block.ts";
import type { BlockScorer, BlockScorerOptions } from "./block-scorer.ts";
import { encodeBlock } from "./encode.ts";
import type { OutputFormat } from "./output-format.ts";
import { type Outcome, openPool } from "./pool.ts";
import type { BlockRequest, BlockResult, Fault } from "./process-block.ts";
import type { ScorerReference } from "./reference.ts";
import type { CacheLocation } from "./worker-task.ts";

/** How blocks are scored in worker threads. */
export interface PooledOptions extends BlockScorerOptions {
  readonly scorer: ScorerReference;
  readonly workers: number;
  readonly memory: number;
  readonly cache: CacheLocation;
  /** The index of the cache as it is now. */
  index(): IndexTable;
  readonly fields: RecordFields;
  readonly output: OutputFormat;
}

/**
 * Scores blocks in worker threads. A block whose worker dies is tried again: with each document on its own, and then
 * without the one at which the worker died. What was scored before comes from the cache.
 */
export function pooledBlocks(options: PooledOptions): BlockScorer {
  const { scorer, cache, fields, output, append, onDeath } = options;
  const pool = openPool(options);

  const attempt = async (request: BlockRequest): Promise<Outcome> => {
    const { port1, port2 } = new MessageChannel();
    const allCame = new Promise<void>((resolve) => {
      port1.on("message", (entries: Uint8Array | null) => (entries ? append(entries) : resolve()));
      port1.once("close", resolve); // the worker died
    });
    const entries = { entries: port2, cache, index: options.index() };
    const task = { kind: "block", scorer, request, ...entries } as const;
    try {
      const outcome = await pool.run(task, [port2]);
      if (!("answer" in outcome && "failed" in outcome.answer)) await allCame;
      return outcome;
    } finally {
      port1.close();
    }
  };

  return {
    async score({ content }) {
      let request: BlockRequest = { content, fields, output, singly: false, skip: {} };
      for (;;) {
        const outcome = await attempt(request);
        if ("answer" in outcome) return blockOf(outcome.answer);
        const { fault, at } = outcome.death;
        onDeath(fault);
        if (!at) return unreadable(content, output, fault);
        request =
          at.count > 1
            ? { ...request, singly: true }
            : { ...request, skip: { ...request.skip, [at.position]: fault } };
      }
    },
    close: pool.close,
  };
}

function blockOf(answer: Extract<Outcome, { answer: unknown }>["answer"]): BlockResult {
  if ("block" in answer) return answer.block;
  if ("failed" in answer) throw new PreflmError(answer.failed.code, answer.failed.message);
  throw new TypeError("A worker answered something else than it was asked.");
}

/** A block at which a worker died before any document was scored, as on a line too big for its memory. */
function unreadable(content: Block["content"], output: OutputFormat, fault: Fault): BlockResult {
  if (content.kind === "lines" && isOneLine(content.data)) return oneLine(content, output, fault);
  const where =
    content.kind === "texts"
      ? `the files from ${content.files[0].path} on`
      : `${content.file.path} from ${content.kind === "lines" ? `line ${content.first}` : `row ${content.start + 1}`} on`;
  throw new PreflmError(
    "unavailable",
    `Before a worker could score ${where}, ${fault.reason}. Give workers more memory, or take what is too big out of the corpus.`,
  );
}

function isOneLine(data: Uint8Array): boolean {
  const newline = data.indexOf(10);
  return newline < 0 || newline === data.length - 1;
}

/** A line that is a block of its own is a document of its own, too. */
function oneLine(
  { file, first: line }: Extract<Block["content"], { kind: "lines" }>,
  output: OutputFormat,
  fault: Fault,
): BlockResult {
  const scored = { characters: 0, seconds: 0 };
  return {
    ...encodeBlock([], output),
    counts: { documents: 0, segments: 0, characters: 0, cached: 0, scored },
    problems: [],
    quarantined: [{ id: `${file.name}:${line}`, hash: "", source: file.path, line, ...fault }],
  };
}
