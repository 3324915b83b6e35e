import { randomUUID } from "node:crypto";
import * as fs from "node:fs";

/** A lock that is older was left by a kill: what is done under one takes milliseconds. */
const STALE_MS = 2000;

/** Between tries. */
const WAIT_MS = 2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Does something while no other process does something under the same lock: a file that is there meanwhile. */
export function withFileLock<T>(path: string, action: () => T): T {
  while (!take(path)) {
    const seen = fs.statSync(path, { throwIfNoEntry: false });
    if (seen && Date.now() - seen.mtimeMs > STALE_MS) removeSeen(path, seen);
    else Atomics.wait(sleeper, 0, 0, WAIT_MS);
  }
  try {
    return action();
  } finally {
    fs.rmSync(path, { force: true });
  }
}

/**
 * Removes a file if it is still the one that was seen: another process may have removed that one, and made its own. It
 * is looked at under a name that no one else knows, since nothing can happen to it there.
 */
export function removeSeen(path: string, seen: fs.Stats): void {
  const aside = `${path}-${process.pid}-${randomUUID()}`;
  try {
    fs.renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const { ino, mtimeMs } = fs.statSync(aside);
  if (ino === seen.ino && mtimeMs === seen.mtimeMs) fs.rmSync(aside);
  else fs.renameSync(aside, path);
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
