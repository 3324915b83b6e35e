import { appendFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PreflmError } from "@preflm/core";
import type { TaskContext } from "./task.ts";

// Tasks of run-tasks.test.ts, done in child processes.

/** What each task is called with. */
export interface TestInput {
  readonly what: "value" | "throw" | "die" | "wait" | "block";
  readonly value?: number;
}

/** Notes in the folder's log that it began, and does what it is told. */
export async function testTask({ what, value }: TestInput, context: TaskContext): Promise<object> {
  const { directory, signal, threads, listener } = context;
  await mkdir(directory, { recursive: true });
  await appendFile(join(dirname(directory), "log"), `${value}\n`);
  listener({ time: Date.now(), type: "progress", phase: "train", done: 1, unit: "tokens" });
  if (what === "throw") throw new PreflmError("invalid-input", `no ${value}`);
  if (what === "die") {
    process.stderr.write(`last words of ${value}`);
    process.kill(process.pid, "SIGKILL");
  }
  if (what === "block") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  for (let i = 0; what === "wait" && i < 100; i++) {
    await setTimeout(100);
    if (signal.aborted) throw new PreflmError("interrupted", "saved");
  }
  return { value, threads };
}
