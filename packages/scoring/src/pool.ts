import { PreflmError } from "@preflm/core";
import { Tinypool } from "tinypool";
import type { Fault } from "./process-block.ts";
import { type Watched, watchdog } from "./watchdog.ts";
import { workerEntry } from "./worker-entry.ts";
import { WATCH, type WorkerAnswer, type WorkerTask } from "./worker-task.ts";

/** What the workers of a pool may use. */
export interface PoolOptions {
  readonly workers: number;
  /** Seconds that the scorer may take for a document; Infinity for no limit. */
  readonly timeLimit: number;
  /** Megabytes of JavaScript memory of each worker. */
  readonly memory: number;
}

/** Worker threads that are watched: one that dies or takes too long is replaced. */
export interface Pool {
  /** Runs a task on the next free worker: its answer, or how the worker died over it. */
  run(
    task: DistributiveOmit<WorkerTask, "watch">,
    transfer?: readonly MessagePortLike[],
  ): Promise<Outcome>;
  /** Ends all workers, whatever they are at. */
  close(): Promise<void>;
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
type MessagePortLike = import("node:worker_threads").MessagePort;

/** What became of a task. */
export type Outcome = { readonly answer: WorkerAnswer } | { readonly death: Death };

/** A worker that died, and what the scorer was at then; undefined if it was not called. */
export interface Death {
  readonly fault: Fault;
  readonly at?: { readonly position: number; readonly count: number };
}

/** Starts the workers. */
export function openPool({ workers, timeLimit, memory }: PoolOptions): Pool {
  const pool = new Tinypool({
    ...workerEntry(),
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  let broken: unknown;
  pool.on("error", (error) => {
    broken = error; // a worker that could not even start
  });
  const dog = watchdog(timeLimit, () => pool.threads);
  let closed = false;

  return {
    async run(task, transfer = []) {
      if (closed) throw closedError();
      if (broken) throw startError(broken);
      const controller = new AbortController();
      const memoryOfWatch = new SharedArrayBuffer(WATCH.fields * Int32Array.BYTES_PER_ELEMENT);
      const watched: Watched = dog.watch(new Int32Array(memoryOfWatch), () => controller.abort());
      const { signal } = controller;
      try {
        const running = pool.run(
          { ...task, watch: memoryOfWatch },
          { name: "work", signal, transferList: [...transfer] },
        );
        dog.lookAtThreads();
        return { answer: await running };
      } catch (error) {
        if (closed) throw closedError();
        if (!watched.begun()) throw startError(error);
        const stopped = error instanceof Error && error.name === "AbortError";
        const fault = (stopped && watched.fault()) || faultOfDeath(error, memory);
        return { death: { fault, ...watched.at() } };
      } finally {
        watched.dispose();
      }
    },
    async close() {
      closed = true;
      dog.lookAtThreads();
      dog.dispose();
      await pool.destroy().catch(() => {}); // a worker that failed is gone, too
    },
  };
}

function faultOfDeath(error: unknown, memory: number): Fault {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY")
    return { kind: "death", reason: `the worker ran out of its ${memory} MB of memory` };
  const what = error instanceof Error ? error.message : String(error);
  return { kind: "death", reason: `the worker died: ${what}` };
}

function startError(cause: unknown): PreflmError {
  const what = cause instanceof Error ? cause.message : String(cause);
  return new PreflmError("unavailable", `A worker thread could not start: ${what}.`, { cause });
}

function closedError(): PreflmError {
  return new PreflmError("interrupted", "The workers were stopped.");
}
