import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Scorer } from "@preflm/core";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { createRegistry, fromTexts, type RunConfig, run } from "preflm";
import { describe, expect, it } from "vitest";
import { atSigns, letters, namesIn, temporaryFolder, toyRun } from "./toy.ts";

const failure = async (changes: Partial<RunConfig>) => {
  const output = await temporaryFolder();
  return run(toyRun(output, { objective: mle(), ...changes })).then(
    () => "",
    (error) => {
      expect(error.name).toBe("PreflmError");
      return error.message as string;
    },
  );
};

const scoring = (score: number): Scorer => ({
  ...atSigns,
  fingerprint: `always ${score}`,
  annotate: async (documents) => documents.map((text) => [{ text, score }]),
});

/** A run that diverges at this learning rate; the folder of its checkpoints, one an update. */
async function divergeAt(learningRate: number): Promise<string> {
  const output = await temporaryFolder();
  const change = { learningRate, warmup: 0, clipNorm: 1e300, checkpointEvery: 1 };
  const training = { ...toyRun("").training, ...change };
  const running = run(toyRun(output, { objective: mle(), training }));
  await expect(running).rejects.toMatchObject({ code: "diverged" });
  return join(output, "toy", "checkpoints", "mle-seed1");
}

describe("bad input", () => {
  it.each<[string, Partial<RunConfig>, RegExp]>([
    [
      "an unknown option",
      { sampling: { temprature: 1 } as never },
      /no option "temprature". Did you mean "temperature"\?/,
    ],
    [
      "an unknown objective",
      {
        objective: "conditionl",
        registry: createRegistry().register("objective", "conditional", () =>
          conditional({ threshold: 0 }),
        ),
      },
      /no objective "conditionl". Did you mean "conditional"\?.*Install/,
    ],
    ["a negative score", { scorer: scoring(-1) }, /at-signs.*-1.*finite and ≥ 0/],
    ["a NaN score", { scorer: scoring(Number.NaN) }, /at-signs.*NaN.*finite and ≥ 0/],
    ["an empty corpus", { corpus: fromTexts("nothing", []) }, /corpus is empty/],
    [
      "a corpus smaller than a batch",
      { corpus: fromTexts("small", letters.slice(0, 3)), tokenizer: { vocabulary: 257 } },
      /smaller than one batch: 114 tokens .3 of 3 documents.*need 129. Give more text/,
    ],
    [
      "a corpus of which nothing is held out",
      { evaluation: { heldOut: 1e-9 } },
      /No document .* is held out .*heldOut is 1e-9. Raise it/,
    ],
    ["resume without a name", { resume: true, name: undefined }, /"name" is missing/],
    ["a name that is a path", { name: ".." }, /"name": got ".."; expected letters/],
    [
      "an objective's name that is a path",
      { objective: { ...mle(), name: "a/b" } },
      /"a\/b" cannot/,
    ],
    ["a seed given twice", { seeds: [1, 1] }, /"seeds".*a seed is given twice/],
    [
      "samples longer than the context",
      { sampling: { maximumLength: 33 } },
      /maximumLength" is 33, but the model's context is 32/,
    ],
    [
      "samples that must be longer than they can",
      { sampling: { minimumLength: 31 } },
      /minimumLength" is 31, but samples have at most 30 tokens/,
    ],
    [
      "a filter that keeps nothing",
      {
        corpus: fromTexts(
          "all bad",
          letters.filter((text) => text.includes("@")),
        ),
        objective: filteredMle({ threshold: 0 }),
      },
      /filtered out all \d+ documents. Raise its threshold/,
    ],
    [
      "a corpus file that is not there",
      { corpus: "nowhere.jsonl" },
      /nowhere.jsonl" does not exist/,
    ],
    ["an objective given twice", { objective: [mle(), mle()] }, /"mle" is given twice/],
    [
      "a width that heads do not divide",
      { model: { layers: 1, width: 15, heads: 2, context: 32 } },
      /multiple of "heads"/,
    ],
    ["an output folder below a file", { output: "/dev/null/runs" }, /Choose another folder/],
  ])("%s is one clear error", async (_, changes, expected) => {
    expect(await failure(changes)).toMatch(expected);
  });

  it("a missing threshold says what to give", () => {
    expect(() => conditional({} as never)).toThrow(/"threshold" must be given.*quantile\(0.5\)/);
  });

  it("a bad line can be fatal, and names file and line", async () => {
    const { jsonl } = await import("preflm");
    const folder = await temporaryFolder();
    await writeFile(join(folder, "x.jsonl"), '{"text":"fine"}\n{"text":');
    expect(
      await failure({ corpus: jsonl(join(folder, "x.jsonl"), { onBadLine: "fail" }) }),
    ).toMatch(/x.jsonl.*2/s);
  });

  it("divergence stops the run, saves the batch and keeps earlier checkpoints", async () => {
    // The first update leaves weights that are finite, but not their loss.
    const job = await divergeAt(1e30);
    const { error, batches } = JSON.parse(await readFile(join(job, "diverged.json"), "utf8"));
    expect(error).toMatch(/diverged at update 2: the /);
    expect(batches[0].inputs.length).toBe(batches[0].rows * batches[0].columns);
    expect(await namesIn(job)).toEqual(["diverged.json", "step-00000001"]);
  });

  it("weights that are not finite are no checkpoint", async () => {
    const job = await divergeAt(1e200);
    const { error } = JSON.parse(await readFile(join(job, "diverged.json"), "utf8"));
    expect(error).toMatch(/diverged at update 1: the weight .* is -?Infinity/);
    expect(await namesIn(job)).toEqual(["diverged.json"]);
  });

  it("a full disk is one clear error, and earlier files stay", async (context) => {
    const folder = await mountedFolder("size=64k");
    if (folder === undefined) return context.skip(NO_MOUNT);
    try {
      await writeFile(join(folder, "earlier.txt"), "mine");
      const error = await run(toyRun(folder, { objective: mle() })).catch((caught) => caught);
      expect(error).toMatchObject({ code: "io", message: expect.stringMatching(/disk is full/) });
      expect(await readFile(join(folder, "earlier.txt"), "utf8")).toBe("mine");
      const left = await readdir(folder, { recursive: true });
      expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    } finally {
      await execute("umount", [folder]);
    }
  });

  it("a read-only disk is one clear error", async (context) => {
    const folder = await mountedFolder("ro");
    if (folder === undefined) return context.skip(NO_MOUNT);
    try {
      await expect(run(toyRun(folder, { objective: mle() }))).rejects.toMatchObject({
        code: "io",
        message: expect.stringMatching(/read-only.*Choose another folder/),
      });
    } finally {
      await execute("umount", [folder]);
    }
  });
});

const execute = promisify(execFile);
const NO_MOUNT = "mounting a small disk needs root on Linux";

/** A folder on a small disk of its own, or undefined where that cannot be had. */
async function mountedFolder(options: string): Promise<string | undefined> {
  const folder = await temporaryFolder();
  const mounting = execute("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  return mounting.then(
    () => folder,
    () => undefined,
  );
}
