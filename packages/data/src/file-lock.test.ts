import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeSeen, withFileLock } from "./file-lock.ts";

/** A lock that a kill left a minute ago. */
function staleLock(): string {
  const path = join(mkdtempSync(join(tmpdir(), "preflm-lock-")), "lock");
  writeFileSync(path, "left");
  const before = Date.now() / 1000 - 60;
  utimesSync(path, before, before);
  return path;
}

const filesBeside = (path: string) => readdirSync(dirname(path));

describe("a lock that a kill left", () => {
  it("is taken over, and given back", () => {
    const path = staleLock();
    expect(withFileLock(path, () => readFileSync(path, "utf8"))).toBe("");
    expect(filesBeside(path)).toEqual([]);
  });

  it("is removed by one of those who saw it: the lock of the first stays", () => {
    const path = staleLock();
    const seen = statSync(path);
    removeSeen(path, seen);
    expect(existsSync(path)).toBe(false);
    removeSeen(path, seen);
    writeFileSync(path, "of the first", { flag: "wx" });
    removeSeen(path, seen);
    expect(readFileSync(path, "utf8")).toBe("of the first");
    expect(filesBeside(path)).toEqual(["lock"]);
    rmSync(path);
  });
});
