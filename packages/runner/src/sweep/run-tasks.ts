import { availableParallelism } from "node:os";
import { join } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import type { Listener } from "../events.ts";
import { expectWritable } from "../files.ts";
import { interruptSignal } from "../signal.ts";
import { expectSound } from "./check-tasks.ts";
import { type Child, createChild } from "./child.ts";
import type { Task, TaskEvent, TaskOutcome } from "./task.ts";
import { readFinished } from "./task-files.ts";

/** How tasks are run. */
export interface RunTasksOptions {
  /** Each task's files are in a folder of its name in this one. */
  readonly folder: string;
  /** Processes at a time; by default as many as there are cores, at most as many as there are tasks. */
  readonly workers?: number;
  /** Stops the tasks after they saved; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TaskEvent) => void;
}

/**
 * Does tasks in a pool of child processes, each once those it comes `after` are done. What was finished by an earlier
 * start is not done again, unless its checkpoint has changed, so that the same call goes on after a stop or a kill. A
 * task that fails, or whose process dies, stops only those that come after it. Rejects with `"interrupted"` when stopped.
 */
export async function runTasks(
  tasks: readonly Task[],
  options: RunTasksOptions,
): Promise<TaskOutcome> {
  const check = checkOptions("runTasks", options, ["folder", "workers", "signal", "onEvent"]);
  const cores = availableParallelism();
  const asked = check.integer("workers", options.workers ?? cores, { min: 1 });
  expectSound(tasks);
  const { folder, onEvent = () => {} } = options;
  await expectWritable(folder);

  const interrupt = options.signal
    ? { signal: options.signal, dispose: () => {} }
    : interruptSignal();
  const { signal } = interrupt;
  const workers = Math.max(1, Math.min(asked, tasks.length));
  const threads = Math.max(1, Math.floor(cores / workers));
  const children = Array.from({ length: workers }, () => createChild(threads));
  const stop = () => {
    for (const child of children) child.stop();
  };
  signal.addEventListener("abort", stop);
  try {
    onEvent({ type: "plan", tasks, workers });
    const outcome = await workThrough(tasks, children, folder, signal, onEvent);
    if (signal.aborted) throw stopped(Object.keys(outcome.results).length, tasks.length);
    return outcome;
  } finally {
    signal.removeEventListener("abort", stop);
    interrupt.dispose();
    for (const child of children) child.close();
    onEvent({ type: "end" });
  }
}

async function workThrough(
  tasks: readonly Task[],
  children: readonly Child[],
  folder: string,
  signal: AbortSignal,
  onEvent: (event: TaskEvent) => void,
): Promise<TaskOutcome> {
  const [results, seconds]: [Record<string, unknown>, Record<string, number>] = [{}, {}];
  const failed: { name: string; message: string }[] = [];
  let waiting: readonly Task[] = tasks;
  const finish = (task: Task, took: number, result: unknown, earlier: boolean) => {
    results[task.name] = result;
    seconds[task.name] = took;
    onEvent({ type: "finished", task, seconds: took, earlier });
  };
  const fail = (task: Task, message: string) => {
    failed.push({ name: task.name, message });
    onEvent({ type: "failed", task, message });
    const next = waiting.filter(({ after = [] }) => after.includes(task.name));
    waiting = waiting.filter((other) => !next.includes(other));
    for (const other of next) fail(other, `it needs ${task.name}, which failed`);
  };
  const undone: Task[] = [];
  for (const task of tasks) {
    const before = await readFinished(folder, task);
    // What a task before it is still to train may be another model.
    const isKnown = (task.after ?? []).every((name) => name in results) || !task.checkpoint;
    if (before && isKnown) finish(task, before.seconds, before.result, true);
    else undone.push(task);
  }
  waiting = undone;
  const work = async (task: Task, child: Child) => {
    const before = task.checkpoint ? await readFinished(folder, task) : undefined;
    if (before) return finish(task, before.seconds, before.result, true);
    onEvent({ type: "started", task });
    const hear: Listener = (event) => onEvent({ type: "event", task, event });
    const { seconds: took, result } = await child.run(task, join(folder, task.name), hear);
    finish(task, took, result, false);
  };

  await new Promise<void>((resolve) => {
    const free = [...children];
    const turn = () => {
      while (free.length > 0 && !signal.aborted) {
        const task = waiting.find(({ after = [] }) => after.every((name) => name in results));
        if (!task) break;
        waiting = waiting.filter((other) => other !== task);
        const child = free.shift()!;
        work(task, child)
          .catch((error) => {
            if (!signal.aborted) fail(task, error instanceof Error ? error.message : String(error));
          })
          .then(() => {
            free.push(child);
            turn();
          });
      }
      if (free.length === children.length) resolve();
    };
    turn();
  });
  return { results, seconds, failed };
}

function stopped(done: number, of: number): PreflmError {
  return new PreflmError(
    "interrupted",
    `Stopped after ${done} of ${of} tasks; those under way are saved. The same command goes on.`,
  );
}
