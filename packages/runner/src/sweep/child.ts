import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type ErrorCode, PreflmError } from "@preflm/core";
import type { Listener } from "../events.ts";
import type { FromChild, ToChild } from "./messages.ts";
import type { Task } from "./task.ts";

/** A child process that does tasks one at a time; a new one is started when the last one died. */
export interface Child {
  /** Does a task: what it returned and how long it took. Rejects with its error, or with how the process died. */
  run(
    task: Task,
    directory: string,
    listener: Listener,
  ): Promise<{ readonly seconds: number; readonly result: unknown }>;
  /** Asks the task under way to save and stop. */
  stop(): void;
  /** Lets the process end as soon as it hears of it; a task under way rejects then. */
  close(): void;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
}

/** Of what a process wrote to stderr, so many characters are kept. */
const LAST_WORDS = 2000;

/** @param threads that each task may keep busy */
export function createChild(threads: number): Child {
  let running: ChildProcess | undefined;
  let words = "";
  const start = () => {
    const child = forkWorker();
    words = "";
    child.stderr?.on("data", (data) => {
      words = (words + data).slice(-LAST_WORDS);
    });
    child.on("error", () => {}); // told by its end
    return child;
  };
  const send = (message: ToChild) => {
    if (running?.connected) running.send(message);
  };

  return {
    run(task, directory, listener) {
      running ??= start();
      const child = running;
      return new Promise((resolve, reject) => {
        const hear = (message: FromChild) => {
          if (message.type === "event") return listener(message.event);
          child.off("message", hear).off("close", died);
          if (message.type === "finished") resolve(message);
          else reject(new PreflmError(message.code as ErrorCode, message.message));
        };
        const died = (code: number | null, signal: string | null) => {
          if (running === child) running = undefined;
          const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
          const last = words.trim() ? `; its last words: ${words.trim()}` : "";
          reject(new PreflmError("unavailable", `The process of ${task.name} ended ${how}${last}`));
        };
        child.on("message", hear).on("close", died);
        send({ type: "task", task, directory, threads });
      });
    },
    stop: () => send({ type: "stop" }),
    close() {
      // Told, not disconnected: Node reports no "close" of a process that its parent has disconnected.
      send({ type: "close" });
      running = undefined;
    },
    kill: () => void running?.kill("SIGKILL"),
  };
}

/** A process that does what it is told by messages; it tells what goes wrong on stderr, too. */
export function forkWorker(): ChildProcess {
  return fork(file, { execArgv: flags, stdio: ["ignore", "ignore", "pipe", "ipc"] });
}

const built = !import.meta.url.endsWith(".ts");

/** What a child begins with, in the built package and among the sources, and the flags that Node reads it with. */
const file = fileURLToPath(new URL(built ? "./worker.js" : "../worker.ts", import.meta.url));
const flags = built
  ? process.execArgv.filter((flag) => !flag.startsWith("--input-type")) // of node --eval
  : ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
