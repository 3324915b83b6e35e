import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { PreflmError } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { lockRun } from "./run-lock.ts";

const folder = () => mkdtempSync(join(tmpdir(), "preflm-lock-"));

/** A folder that some process has locked. */
function lockedBy(pid: number, host = hostname()): string {
  const directory = folder();
  writeFileSync(join(directory, "lock"), JSON.stringify({ pid, host }));
  return directory;
}

describe("lockRun", () => {
  it("gives a folder to one run at a time, and to the next when it is given back", () => {
    const directory = folder();
    const unlock = lockRun(directory);
    expect(() => lockRun(directory)).toThrow(PreflmError);
    expect(() => lockRun(directory)).toThrow(
      new RegExp(`under way in process ${process.pid}\\. Wait.*delete .*lock`),
    );
    unlock();
    expect(existsSync(join(directory, "lock"))).toBe(false);
    lockRun(directory)();
  });

  it("takes over the lock of a process that is gone, also of one with the same number", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    for (const gone of [pid, process.pid]) {
      const directory = lockedBy(gone);
      const unlock = lockRun(directory);
      const lock = JSON.parse(readFileSync(join(directory, "lock"), "utf8"));
      expect(lock).toEqual({ pid: process.pid, host: hostname() });
      unlock();
    }
    const directory = folder();
    writeFileSync(join(directory, "lock"), '{"pi');
    lockRun(directory)();
  });

  it("leaves a lock alone whose process runs, or cannot be asked", () => {
    expect(() => lockRun(lockedBy(process.ppid))).toThrow(`in process ${process.ppid}.`);
    expect(() => lockRun(lockedBy(4, "elsewhere"))).toThrow("in process 4 on elsewhere.");
  });
});
