import * as fs from "node:fs";

/** A lock that is older was left by a kill: what is done under one takes milliseconds. */
const STALE_MS = 2000;

/** Between tries. */
const WAIT_MS = 2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Does something while no other process does something under the same lock: a file that is there meanwhile. */
export function withFileLock<T>(path: string, action: () => T): T {
  while (!take(path)) {
    const made = fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > STALE_MS) fs.rmSync(path, { force: true });
    else Atomics.wait(sleeper, 0, 0, WAIT_MS);
  }
  try {
    return action();
  } finally {
    fs.rmSync(path, { force: true });
  }
}

/** False if another process has it. */
function take(path: string): boolean {
  try {
    fs.closeSync(fs.openSync(path, "wx"));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
