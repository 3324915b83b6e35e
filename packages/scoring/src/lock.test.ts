import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeLock } from "./lock.ts";

const folder = () => mkdtempSync(join(tmpdir(), "preflm-lock-"));

/** A folder with a lock of this content. */
function locked(content: string): string {
  const directory = folder();
  writeFileSync(join(directory, "lock"), content);
  return directory;
}

const since = "2026-01-01T00:00:00.000Z";
const lockedBy = (process: number, host = hostname()) =>
  locked(JSON.stringify({ process, host, since }));

describe("a lock", () => {
  it("gives a folder to one at a time, and to the next when it is given back", () => {
    const directory = folder();
    const unlock = takeLock(directory);
    expect(() => takeLock(directory)).toThrow(
      new RegExp(`is being written by process ${process.pid} on .* Wait.*delete .*lock`),
    );
    unlock();
    expect(existsSync(join(directory, "lock"))).toBe(false);
    takeLock(directory)();
  });

  it("is taken over from a process that is gone, also from one with the same number", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    for (const gone of [pid, process.pid]) {
      const directory = lockedBy(gone);
      const unlock = takeLock(directory);
      const lock = JSON.parse(readFileSync(join(directory, "lock"), "utf8"));
      expect(lock).toMatchObject({ process: process.pid, host: hostname() });
      unlock();
    }
  });

  it("is left alone whose process runs, or cannot be asked", () => {
    expect(() => takeLock(lockedBy(process.ppid))).toThrow(`by process ${process.ppid} on`);
    expect(() => takeLock(lockedBy(4, "elsewhere"))).toThrow("by process 4 on elsewhere since");
  });

  it("that is not written yet counts as held for a moment", () => {
    for (const content of ["", '{"proc', "null", "{}"]) {
      const directory = locked(content);
      expect(() => takeLock(directory)).toThrow("by a process that has just begun");
      const before = Date.now() / 1000 - 60;
      utimesSync(join(directory, "lock"), before, before);
      takeLock(directory)();
    }
  });
});
