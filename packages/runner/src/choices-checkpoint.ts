import { checkOptions, PreflmError } from "@preflm/core";
import { type ChoiceItem, type ChoiceResult, multipleChoice } from "@preflm/eval";
import { z } from "zod";
import {
  CHECKPOINT_OPTIONS,
  type CheckpointOptions,
  markOf,
  withCheckpoint,
} from "./checkpoint-model.ts";
import { readJsonLines } from "./json-lines.ts";
import { WORK_OPTIONS, type WorkOptions, working } from "./work.ts";

/** What `askChoices` takes. */
export interface ChoicesConfig extends CheckpointOptions, WorkOptions {
  /** A file of JSON lines such as `{"context": "…", "choices": ["…", "…"], "answer": 0}`. */
  readonly items: string;
  /** Of the intervals; 1 by default. */
  readonly seed?: number;
}

const itemSchema = z.object({
  context: z.string(),
  choices: z.array(z.string()),
  answer: z.number(),
});
const EXPECTED = `{ "context": a text, "choices": two texts or more, "answer": the right one's number from 0 }.`;

/**
 * Zero-shot multiple choice with a checkpoint: without a mark and, if its objective has one, behind that. Writes
 * `choices.json`.
 */
export async function askChoices(config: ChoicesConfig): Promise<ChoiceResult> {
  checkOptions("choices", config, [...CHECKPOINT_OPTIONS, ...WORK_OPTIONS, "items", "seed"]);
  const items = await readChoiceItems(config.items);
  return working(config.output ?? "choices.json", config, (emit, signal) =>
    withCheckpoint(config, (model, checkpoint) => {
      const { tokenizer } = checkpoint;
      const { prefix } = markOf(checkpoint, config.mark);
      return multipleChoice({
        ...{ model, tokenizer, items, seed: config.seed ?? 1 },
        ...(prefix !== undefined && { prefix }),
        onProgress(done, total) {
          if (signal.aborted) throw new PreflmError("interrupted", "Stopped; nothing was written.");
          emit({ type: "progress", phase: "evaluate", done, total, unit: "choices" });
        },
      });
    }),
  );
}

async function readChoiceItems(path: string): Promise<readonly ChoiceItem[]> {
  const records = await readJsonLines(path, itemSchema, EXPECTED);
  return records.map(({ value, source }) => ({ ...value, source }));
}
