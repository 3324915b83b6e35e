import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";

/** Folders that runs of this process write. */
const held = new Set<string>();

/**
 * Takes a run's folder for this process by a file `lock` in it, and returns what gives it back. Throws if another run
 * has it; a lock whose process is gone, as after a kill, is taken over.
 */
export function lockRun(directory: string): () => void {
  const file = join(resolve(directory), "lock");
  const mine = `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`;
  while (!written(file, mine)) {
    const { pid, host } = readLock(file);
    if (isRunning(file, pid, host)) {
      const where = host === hostname() ? "" : ` on ${host}`;
      throw new PreflmError(
        "invalid-option",
        `The run ${directory} is under way in process ${pid}${where}. Wait for it, choose another name, or, if that is no longer so, delete ${file}.`,
      );
    }
    rmSync(file, { force: true });
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

/** False if the file is there already. */
function written(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw fileError(file, cause);
  }
}

/** Who has the lock; nobody if a kill left half of it. */
function readLock(file: string): { readonly pid?: number; readonly host?: string } {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Another machine's processes cannot be asked: they count as running. */
function isRunning(file: string, pid: number | undefined, host: string | undefined): boolean {
  if (pid === undefined) return false;
  if (host !== hostname()) return true;
  // In a container the process that was killed may have had this one's number.
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
