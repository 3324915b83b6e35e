import { existsSync } from "node:fs";
import { join } from "node:path";
import { PreflmError } from "@preflm/core";
import { readJson, writeFileAtomic } from "../files.ts";
import { weightsHash } from "../weights-hash.ts";
import type { Task } from "./task.ts";

/** What a finished task leaves as `task.json` in its folder. */
export interface FinishedTask {
  readonly input: unknown;
  readonly seconds: number;
  readonly result: unknown;
  /** SHA-256 of the weights that it worked on. */
  readonly weights?: string;
}

/**
 * What an earlier start of the same task left; undefined if it was not finished, or its checkpoint has other weights
 * now. Throws if its input was another.
 */
export async function readFinished(
  folder: string,
  { name, input, checkpoint }: Task,
): Promise<FinishedTask | undefined> {
  const file = join(folder, name, "task.json");
  if (!existsSync(file)) return undefined;
  const finished: FinishedTask = await readJson(file, "Delete it to do the task again");
  const [before, now] = [finished.input, JSON.parse(JSON.stringify(input))];
  const path = difference(before, now);
  if (path === undefined)
    return (await hasOtherWeights(finished, checkpoint)) ? undefined : finished;
  throw new PreflmError(
    "invalid-option",
    `${join(folder, name)} was done with other settings: ${path}. Choose another name, or delete the folder to do it again.`,
  );
}

/** Writes `task.json`, which marks the task as finished. */
export async function writeFinished(directory: string, finished: FinishedTask): Promise<void> {
  await writeFileAtomic(join(directory, "task.json"), `${JSON.stringify(finished)}\n`);
}

/** False also where there is nothing to compare: a checkpoint may be deleted to make room. */
async function hasOtherWeights(
  { weights }: FinishedTask,
  checkpoint: string | undefined,
): Promise<boolean> {
  if (weights === undefined || checkpoint === undefined) return false;
  const now = await weightsHash(checkpoint).catch(() => weights);
  return now !== weights;
}

/** The first place in which two JSON values differ, in words. */
function difference(before: unknown, now: unknown, path = "input"): string | undefined {
  if (isRecord(before) && isRecord(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const found = difference(before[key], now[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [was, is] = [JSON.stringify(before), JSON.stringify(now)];
  return was === is ? undefined : `${path} was ${was ?? "absent"}, now it is ${is ?? "absent"}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
