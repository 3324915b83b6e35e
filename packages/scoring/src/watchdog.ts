import type { Worker } from "node:worker_threads";
import type { Death } from "./pool.ts";
import type { Fault } from "./process-block.ts";
import { WATCH } from "./worker-task.ts";

/** A task that is watched. */
export interface Watched {
  /** Whether a worker has begun with it. */
  begun(): boolean;
  /** Why the watchdog stopped it, if it did. */
  fault(): Fault | undefined;
  /** What the scorer is at. */
  at(): Pick<Death, "at">;
  dispose(): void;
}

/** A worker as tinypool wraps it. */
interface Thread {
  readonly threadId: number;
  readonly thread?: Worker;
  removeListener?: Worker["removeListener"];
  once(event: "exit", listener: (code: number) => void): unknown;
}

interface Entry {
  readonly state: Int32Array;
  readonly stop: () => void;
  turn: number;
  since: number;
  fault?: Fault;
}

/**
 * Watches tasks through the memory they share with their worker. A scorer that works on one call for longer than
 * the limit (seconds), in whatever loop, is stopped, and so is the task of a thread that ended by itself.
 */
export function watchdog(limit: number, threads: () => readonly unknown[]) {
  const entries = new Set<Entry>();
  const known = new WeakSet<object>();
  const stop = (entry: Entry, fault: Fault) => {
    entry.fault ??= fault;
    entry.stop();
  };
  const ended = (thread: number, code: number) => {
    for (const entry of entries) {
      if (Atomics.load(entry.state, WATCH.thread) === thread)
        stop(entry, { kind: "death", reason: `the worker ended itself with exit code ${code}` });
    }
  };
  const lookAtThreads = () => {
    for (const thread of threads() as readonly Thread[]) {
      if (known.has(thread)) continue;
      known.add(thread);
      const { threadId } = thread;
      // Without this, a worker that fails while the pool is closed ends the process (tinypool 2.2.0 with events.once).
      thread.removeListener ??= thread.thread?.removeListener.bind(thread.thread);
      thread.once("exit", (code) => ended(threadId, code));
    }
  };
  const look = () => {
    lookAtThreads();
    const now = performance.now();
    for (const entry of entries) {
      const turn = Atomics.load(entry.state, WATCH.turn);
      if (turn !== entry.turn) Object.assign(entry, { turn, since: now });
      else if (turn % 2 === 1 && now - entry.since > limit * 1000)
        stop(entry, { kind: "time", reason: `the scorer took longer than ${limit} s` });
    }
  };
  const timer = setInterval(look, Math.min(250, limit * 250));
  timer.unref();

  return {
    lookAtThreads,
    watch(state: Int32Array, stopTask: () => void): Watched {
      const entry: Entry = { state, stop: stopTask, turn: 0, since: performance.now() };
      entries.add(entry);
      return {
        begun: () => Atomics.load(state, WATCH.thread) !== 0,
        fault: () => entry.fault,
        at() {
          if (Atomics.load(state, WATCH.turn) % 2 === 0) return {};
          const [position, count] = [WATCH.position, WATCH.count].map((i) =>
            Atomics.load(state, i),
          );
          return { at: { position, count } };
        },
        dispose: () => entries.delete(entry),
      };
    },
    dispose: () => clearInterval(timer),
  };
}
