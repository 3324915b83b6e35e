import * as fs from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import { fileError, removeSeen } from "@preflm/data";

/** Locks that this process holds: one of its own number that is not among them is of an earlier process. */
const held = new Set<string>();

/** A lock that says nothing is being written by its owner; when this old, it was left by a kill before that. */
const EMPTY_STALE_MS = 5000;

/**
 * Takes the lock of a folder, so that one process at a time writes to it; returns what gives it back. The lock of a
 * process that is gone is taken over. Throws `"unavailable"` if another process has it.
 */
export function takeLock(folder: string): () => void {
  const path = join(resolve(folder), "lock");
  const owner = { process: process.pid, host: hostname(), since: new Date().toISOString() };
  for (let attempt = 1; ; attempt++) {
    try {
      fs.writeFileSync(path, JSON.stringify(owner), { flag: "wx" });
      held.add(path);
      return () => {
        held.delete(path);
        fs.rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw fileError(path, error);
      const seen = fs.statSync(path, { throwIfNoEntry: false });
      const other = readOwner(path);
      if (attempt < 3 && (!seen || isGone(other, path, seen))) {
        if (seen) removeSeen(path, seen);
        continue;
      }
      throw new PreflmError(
        "unavailable",
        `"${folder}" is being written by ${describe(other)}. Wait until it ends; if there is no such process, delete "${path}".`,
      );
    }
  }
}

interface Owner {
  readonly process: number;
  readonly host: string;
  readonly since: string;
}

function readOwner(path: string): Owner | undefined {
  try {
    const owner: Owner | null = JSON.parse(fs.readFileSync(path, "utf8"));
    return Number.isInteger(owner?.process) ? owner! : undefined;
  } catch {
    return undefined; // gone by now, or not written yet
  }
}

function describe(owner: Owner | undefined): string {
  if (!owner) return "a process that has just begun";
  return `process ${owner.process} on ${owner.host} since ${owner.since}`;
}

function isGone(owner: Owner | undefined, path: string, { mtimeMs }: fs.Stats): boolean {
  if (!owner) return Date.now() - mtimeMs > EMPTY_STALE_MS;
  if (owner.host !== hostname()) return false;
  if (owner.process === process.pid) return !held.has(path);
  try {
    process.kill(owner.process, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
