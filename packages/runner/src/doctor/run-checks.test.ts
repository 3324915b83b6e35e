import { sizes } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { runOfModel } from "./planned-run.ts";
import { diskCheck, freeDisk, memoryCheck, runChecks } from "./run-checks.ts";
import { diskNeeds, memoryNeeds, total } from "./run-needs.ts";
import { folderWith } from "./test-support.ts";

const gpt2 = runOfModel({ ...sizes.gpt2, vocabulary: 50_257 });

describe("the memory of a run", () => {
  // Peaks of resident memory with onnxruntime on the CPU: after two updates, and after saving.
  it.each([
    ["micro, 32 × 128 tokens", sizes.micro, 128, 8192, 32, 0.75e9, 0.77e9],
    ["small, 8 × 128", sizes.small, 128, 2048, 8, 0.37e9, 0.41e9],
    ["small, 32 × 128", sizes.small, 128, 2048, 32, 0.76e9, 0.79e9],
    ["gpt2, 4 × 128", sizes.gpt2, 128, 50_257, 4, 2.69e9, 4.13e9],
    ["gpt2, 1 × 1,024", sizes.gpt2, 1024, 50_257, 1, 4.03e9, 5.31e9],
  ])("is within a sixth of what was measured: %s", (...measured) => {
    const [, size, context, vocabulary, rows, trained, saved] = measured;
    const needs = memoryNeeds({ ...runOfModel({ ...size, context, vocabulary }), rows });
    const copy = needs.find(({ what }) => what.includes("saved"))?.bytes ?? 0;
    expect(Math.abs(total(needs) / saved - 1)).toBeLessThan(1 / 6);
    expect(Math.abs((total(needs) - copy) / trained - 1)).toBeLessThan(1 / 6);
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
    const [model, memory, disk] = runChecks(runOfModel({ ...sizes.nano, vocabulary: 100 }));
    expect(model.detail).toMatch(/2 layers, width 32/);
    for (const { values } of [memory, disk])
      expect(values).toMatchObject({
        neededBytes: expect.any(Number),
        freeBytes: expect.any(Number),
      });
  });
});
