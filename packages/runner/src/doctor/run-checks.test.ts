import { sizes } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { runOfSize } from "./planned-run.ts";
import { diskCheck, freeDisk, memoryCheck, runChecks } from "./run-checks.ts";
import { diskNeeds, memoryNeeds, total } from "./run-needs.ts";
import { folderWith } from "./test-support.ts";

const gpt2 = runOfSize("gpt2", sizes.gpt2, 50_257);

describe("the memory of a run", () => {
  // Peaks of resident memory of the bench, which saves nothing.
  it.each([
    ["small, 8 × 128 tokens", sizes.small, 2048, 8, 0.38e9],
    ["gpt2, 4 × 128 tokens", { ...sizes.gpt2, context: 128 }, 50_257, 4, 2.79e9],
  ])("is within a fifth of what was measured: %s", (_, size, vocabulary, rows, measured) => {
    const needs = memoryNeeds({ ...runOfSize("", size, vocabulary), rows });
    const training = needs.filter(({ what }) => !what.includes("saved"));
    expect(total(training) / measured).toBeGreaterThan(0.8);
    expect(total(training) / measured).toBeLessThan(1.25);
  });

  it("fails to fit with the most rows that would", () => {
    const at = (rows: number) => total(memoryNeeds({ ...gpt2, rows }));
    expect(memoryCheck(gpt2, at(gpt2.rows)).state).toBe("works");
    const short = memoryCheck({ ...gpt2, rows: 8 }, at(4));
    expect(short).toMatchObject({ state: "fails" });
    expect(short.mend).toContain('"rows": 4');
    expect(memoryCheck(gpt2, at(1) - 1).mend).toContain("preflm doctor --model");
  });
});

describe("the disk of a run", () => {
  it("grows with models, checkpoints that are kept and the corpus", () => {
    const one = total(diskNeeds(gpt2));
    const checkpoint = 12 * 124_439_808;
    expect(one).toBe(2 * checkpoint); // the last, and one while it is replaced
    expect(total(diskNeeds({ ...gpt2, models: 3, kept: 2 }))).toBe(10 * checkpoint);
    expect(total(diskNeeds({ ...gpt2, characters: 1e6 })) - one).toBeGreaterThan(1e6);
    expect(diskCheck(gpt2, one - 1)).toMatchObject({ state: "fails" });
    expect(diskCheck(gpt2, one - 1).mend).toMatch(/--output/);
  });

  it("is asked of the nearest folder that is there", async () => {
    const root = await folderWith({});
    expect(freeDisk(`${root}/runs/not/yet`)).toBeGreaterThan(0);
  });
});

describe("the checks of a run", () => {
  it("name the model, and have figures for programs", () => {
    const [model, memory, disk] = runChecks(runOfSize("sizes.nano", sizes.nano, 100));
    expect(model.detail).toMatch(/2 layers, width 32/);
    for (const { values } of [memory, disk])
      expect(values).toMatchObject({
        neededBytes: expect.any(Number),
        freeBytes: expect.any(Number),
      });
  });
});
