import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { locateCheckpoint } from "./locate-checkpoint.ts";

/** A run's folder with checkpoints of these jobs. */
function runOf(...jobs: readonly string[]): string {
  const run = mkdtempSync(join(tmpdir(), "preflm-locate-"));
  for (const job of jobs)
    for (const step of ["step-99999999", "step-100000000"])
      mkdirSync(join(run, "checkpoints", job, step), { recursive: true });
  return run;
}

const jobOf = (checkpoint: string) => basename(dirname(checkpoint));

describe("locateCheckpoint", () => {
  it("takes the lowest seed unless one is said, and the newest step", () => {
    const run = runOf("mle-seed10", "mle-seed2", "awr-seed3");
    expect(jobOf(locateCheckpoint(run, { objective: "mle" }))).toBe("mle-seed2");
    expect(jobOf(locateCheckpoint(run, { objective: "mle", seed: 10 }))).toBe("mle-seed10");
    expect(jobOf(locateCheckpoint(run, { objective: "mle-seed10" }))).toBe("mle-seed10");
    expect(basename(locateCheckpoint(run, { objective: "awr" }))).toBe("step-100000000");
  });

  it("lists the models, lower seeds first, where more than seeds differ", () => {
    const run = runOf("mle-seed10", "mle-seed2", "awr-seed3");
    const known = /the models awr-seed3, mle-seed2, mle-seed10;/;
    expect(() => locateCheckpoint(run)).toThrow(known);
    expect(() => locateCheckpoint(run, { objective: "mle", seed: 1 })).toThrow(
      /none is "mle" with seed 1/,
    );
  });
});
