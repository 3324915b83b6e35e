import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import { scalarEvent, startEvent, textEvent, versionEvent } from "./event.ts";
import { record } from "./record.ts";

/** Writes one event file. Times are in milliseconds since 1970, now by default. */
export interface EventWriter {
  /** The file that is written. */
  readonly path: string;
  /** Adds a point to the curve `tag`; NaN and infinities are points too. */
  scalar(tag: string, step: number, value: number, time?: number): void;
  /** Adds a text, which TensorBoard shows as Markdown. */
  text(tag: string, step: number, value: string, time?: number): void;
  /** Has TensorBoard forget what older files of the folder say of this step and later ones: the run goes on before it. */
  restart(step: number, time?: number): void;
  /** Hands everything to the system now. */
  flush(): void;
  /** Flushes and closes; nothing can be added any more. */
  close(): void;
}

/** How often what was added is written, in milliseconds: 1,000 by default. */
export interface EventWriterOptions {
  readonly flushEvery?: number;
}

const MOST_PENDING = 1 << 16;

/**
 * A writer of a new event file in `folder`. TensorBoard reads all files of a folder as one, in order of their names, so a
 * run that goes on has a new writer on its old folder, and `restart` says from which step on the old points do not count.
 * Events are handed to the system whole and in order: a kill costs the last second, and at worst tears the last record.
 */
export function eventWriter(folder: string, options: EventWriterOptions = {}): EventWriter {
  const check = checkOptions("eventWriter", options, ["flushEvery"]);
  const flushEvery = check.number("flushEvery", options.flushEvery ?? 1000, { min: 0 });
  const { path, file } = attempt(folder, () => openNew(folder));
  let pending: Uint8Array[] = [];
  let bytes = 0;
  let closed = false;

  const flush = () => {
    let left = Buffer.concat(pending);
    try {
      attempt(path, () => {
        while (left.length > 0) left = left.subarray(writeSync(file, left));
      });
    } finally {
      pending = [left]; // what a full disk did not take comes first when it is tried again
      bytes = left.length;
    }
  };
  let flushed = Date.now();
  const add = (event: Uint8Array) => {
    if (closed) throw new PreflmError("invalid-input", `The event file ${path} is closed.`);
    const framed = record(event);
    pending.push(framed);
    bytes += framed.length;
    const now = Date.now();
    if (bytes < MOST_PENDING && now - flushed < flushEvery) return;
    flushed = now;
    flush();
  };
  // What was added last must be seen although nothing more comes for a while.
  const timer = setInterval(
    () => {
      try {
        flush();
      } catch {
        // The next event, or closing, tries again and tells.
      }
    },
    Math.max(flushEvery, 100),
  ).unref();
  add(versionEvent(Date.now() / 1000));
  flush();
  return {
    path,
    scalar(tag, step, value, time = Date.now()) {
      checkPoint(tag, step);
      add(scalarEvent(time / 1000, step, tag, value));
    },
    text(tag, step, value, time = Date.now()) {
      checkPoint(tag, step);
      add(textEvent(time / 1000, step, tag, value));
    },
    restart(step, time = Date.now()) {
      checkPoint("restart", step);
      add(startEvent(time / 1000, step));
    },
    flush,
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      try {
        flush();
      } finally {
        closeSync(file);
      }
    },
  };
}

/** A file of a name that no other has: TensorBoard sorts by the time in it. */
function openNew(folder: string): { readonly path: string; readonly file: number } {
  mkdirSync(folder, { recursive: true });
  const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, "0");
  const host = hostname().replace(/[^\w.-]/g, "_");
  for (let number = 0; ; number++) {
    const place = String(number).padStart(4, "0");
    const path = join(folder, `events.out.tfevents.${seconds}.${place}.${host}.${process.pid}`);
    try {
      return { path, file: openSync(path, "ax") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function checkPoint(tag: string, step: number): void {
  if (tag === "" || !Number.isSafeInteger(step) || step < 0) {
    throw new PreflmError(
      "invalid-input",
      `An event needs a tag and a whole step ≥ 0, got ${JSON.stringify(tag)} and ${step}.`,
    );
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new PreflmError("io", `Cannot write ${path}: ${(cause as Error).message}.`, { cause });
  }
}
