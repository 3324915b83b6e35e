import { appendFile, cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reference } from "@preflm/backend-reference";
import { encodeSafetensors, huggingFaceConfig, toHuggingFace } from "@preflm/gpt";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { findCheckpoint, latestCheckpoint, type RunConfig, run, sample } from "preflm";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder, toyRun } from "./toy.ts";

const { training, model: _, tokenizer: __, ...toy } = toyRun("");
let output: string;
let pretrained: string;

/** A short run that starts from another. */
function fineRun(
  name: string,
  from: RunConfig["from"],
  changes: Partial<RunConfig> = {},
): RunConfig {
  const short = { ...training, tokens: 4 * 128 };
  return { ...toy, output, name, from, training: short, ...changes };
}

beforeAll(async () => {
  output = await temporaryFolder();
  pretrained = join(output, "toy");
  const keep = { ...training, keep: [0.5, 0.9] };
  await run(toyRun(output, { objective: mle(), training: keep, seeds: [1, 2] }));
});

/** Settings that leave the weights as they start: what an update changes is too small for a float. */
const still = { ...training, tokens: 128, learningRate: 1e-30, weightDecay: 0 };

describe("a run from a checkpoint", () => {
  it("starts with its weights and tokenizer, and with an optimiser of its own", async () => {
    const at = { path: pretrained, objective: "mle", at: 0.5 };
    await run(fineRun("same", at, { objective: mle(), training: still }));
    const start = await findCheckpoint(pretrained, { objective: "mle", seed: 1, at: 0.5 });
    expect(start.path).toMatch(/kept.mle-seed1.step-00000010$/);
    const same = await findCheckpoint(join(output, "same"));
    expect(same.weights).toEqual(start.weights);
    expect(same.tokenizer.fingerprint).toBe(start.tokenizer.fingerprint);
    expect(same.training).toMatchObject({ step: 1, steps: 1, position: { epoch: 0 } });
  });

  it("lets new control tokens in as mean and noise, and a new value head at zero", async () => {
    const from = { path: pretrained, objective: "mle", seed: 2 };
    const objective = [conditional({ threshold: 0 }), awr({ beta: 0.05 })];
    await run(fineRun("grown", from, { objective, training: still }));
    const start = await findCheckpoint(pretrained, { objective: "mle", seed: 2 });
    const marked = await findCheckpoint(join(output, "grown"), { objective: "conditional" });
    const [before, after] = [start, marked].map(({ weights }) => weights["wte.weight"]);
    const { vocabulary, width } = start.config;
    expect(marked.tokenizer.controlTokens).toEqual({
      "<|aligned|>": vocabulary,
      "<|misaligned|>": vocabulary + 1,
    });
    expect(after.subarray(0, before.length)).toEqual(before);
    for (let c = 0; c < width; c++) {
      let mean = 0;
      for (let v = 0; v < vocabulary; v++) mean += before[v * width + c] / vocabulary;
      for (const row of [0, 1])
        expect(Math.abs(after[before.length + row * width + c] - mean)).toBeLessThan(0.06);
    }
    const valued = await findCheckpoint(join(output, "grown"), { objective: "awr" });
    expect(Math.max(...valued.weights["value_head.weight"].map(Math.abs))).toBeLessThan(1e-20);
  });

  it("keeps control tokens that exist, and a model without marks never samples them", async () => {
    const marked = { objective: conditional({ threshold: 0 }) };
    await run(fineRun("marked", { path: pretrained, objective: "mle" }, marked));
    await run(fineRun("marked-on", join(output, "marked"), { ...marked, training: still }));
    const [once, twice] = await Promise.all(
      ["marked", "marked-on"].map((name) => findCheckpoint(join(output, name))),
    );
    expect(twice.weights).toEqual(once.weights);
    expect(twice.tokenizer.fingerprint).toBe(once.tokenizer.fingerprint);
    await run(fineRun("unmarked", join(output, "marked"), { objective: awr({ beta: 0.05 }) }));
    const unmarked = await findCheckpoint(join(output, "unmarked"));
    expect(unmarked.training?.generation).toEqual({ banned: ["<|aligned|>", "<|misaligned|>"] });
    await run(fineRun("headless", join(output, "unmarked"), { objective: mle() }));
    expect((await findCheckpoint(join(output, "headless"))).weights).not.toHaveProperty(
      "value_head.weight",
    );
  });

  it("starts each seed from its own model", async () => {
    const path = join(pretrained, "kept", "mle-seed{seed}", "step-00000018");
    await run(fineRun("seeds", path, { objective: mle(), seeds: [1, 2], training: still }));
    for (const seed of [1, 2]) {
      const start = await findCheckpoint(pretrained, { objective: "mle", seed, at: 0.9 });
      const end = await findCheckpoint(join(output, "seeds"), { objective: "mle", seed });
      expect(end.weights).toEqual(start.weights);
    }
    const { from } = JSON.parse(await readFile(join(output, "seeds", "manifest.json"), "utf8"));
    expect(from).toMatchObject([
      { seed: 1 },
      { seed: 2, sha256: expect.stringMatching(/^\w{64}$/) },
    ]);
  });

  it("goes on bit for bit, and refuses to if what it started from has changed", async () => {
    const source = join(output, "copy");
    await cp(pretrained, source, { recursive: true });
    const from = { path: source, objective: "mle", at: 0.5 };
    const objective = conditional({ threshold: 0 });
    await run(fineRun("whole", from, { objective }));
    const stop = new AbortController();
    const listeners = [(event: { type: string }) => event.type === "train" && stop.abort()];
    const stopped = run(fineRun("parts", from, { objective, signal: stop.signal, listeners }));
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    await run(fineRun("parts", from, { objective, resume: true }));
    const states = ["whole", "parts"].map((name) =>
      latestCheckpoint(join(output, name, "checkpoints", "conditional-seed1")),
    );
    const [whole, parts] = await Promise.all(states);
    expect(parts?.state).toEqual(whole?.state);
    const kept = join(source, "kept", "mle-seed1");
    await rm(join(kept, "step-00000010"), { recursive: true });
    await cp(join(pretrained, "kept", "mle-seed2", "step-00000010"), join(kept, "step-00000010"), {
      recursive: true,
    });
    await expect(run(fineRun("parts", from, { objective, resume: true }))).rejects.toThrow(
      /started with from.0.sha256 = /,
    );
  });

  it("may be a folder of Hugging Face's, to train and to sample from", async () => {
    const folder = join(await temporaryFolder(), "gpt2");
    const { path, weights } = await findCheckpoint(pretrained, { objective: "mle" });
    await cp(path, folder, { recursive: true });
    for (const name of ["checkpoint.json", "optimizer.safetensors"]) await rm(join(folder, name));
    await run(fineRun("from-hf", folder, { objective: mle(), training: still }));
    expect((await findCheckpoint(join(output, "from-hf"))).weights).toEqual(weights);
    const texts = (from: string) => sample({ path: from, backend: reference(), count: 3, seed: 4 });
    expect(await texts(folder)).toEqual(await texts(path));

    await truncate(join(folder, "model.safetensors"), 1000);
    await expect(texts(folder)).rejects.toMatchObject({ code: "corrupt" });
    await rm(join(folder, "model.safetensors"));
    await expect(texts(folder)).rejects.toThrow(/model.safetensors" does not exist/);
    await rm(join(folder, "tokenizer.json"));
    await expect(run(fineRun("no-tokenizer", folder))).rejects.toThrow(/does not exist/);
  });

  it("leaves out rows that no token has, and refuses tokens without a row", async () => {
    const { path, config, weights } = await findCheckpoint(pretrained, { objective: "mle" });
    const folder = join(await temporaryFolder(), "gpt2");
    const save = async (vocabulary: number) => {
      await cp(path, folder, { recursive: true });
      await rm(join(folder, "checkpoint.json"));
      const rows = new Float32Array(vocabulary * config.width);
      rows.set(weights["wte.weight"].subarray(0, rows.length));
      const sizes = { ...config, vocabulary };
      const tensors = toHuggingFace(sizes, { ...weights, "wte.weight": rows });
      await writeFile(join(folder, "model.safetensors"), encodeSafetensors({ tensors }));
      await writeFile(join(folder, "config.json"), JSON.stringify(huggingFaceConfig(sizes, 0)));
    };
    await save(config.vocabulary + 7);
    const found = await findCheckpoint(folder);
    expect(found.config).toEqual(config);
    expect(found.weights).toEqual(weights);
    await save(config.vocabulary - 1);
    await expect(findCheckpoint(folder)).rejects.toThrow(/tokens, but the model's vocabulary is/);
  });
});

describe("a checkpoint to start from", () => {
  it("has the sizes and the tokenizer of those of other seeds", async () => {
    const { path } = await findCheckpoint(pretrained, { objective: "mle" });
    const models = await temporaryFolder();
    for (const seed of [1, 2]) await cp(path, join(models, `${seed}`), { recursive: true });
    const from = join(models, "{seed}");
    const both = () => run(fineRun("both", from, { seeds: [1, 2], objective: mle() }));
    const other = join(models, "2");
    await run(toyRun(models, { objective: mle(), tokenizer: { vocabulary: 290 } }));
    await rm(other, { recursive: true });
    await cp((await findCheckpoint(join(models, "toy"))).path, other, { recursive: true });
    await expect(both()).rejects.toThrow(/must have one tokenizer: that of .*2 is not that of .*1/);
    await writeFile(
      join(other, "config.json"),
      JSON.stringify(
        huggingFaceConfig({ layers: 2, width: 16, heads: 2, context: 32, vocabulary: 290 }, 0),
      ),
    );
    await expect(both()).rejects.toThrow(/equal sizes: .*1 has layers 1, .*2 has 2/);
  });

  const bad: [string, RunConfig["from"], Partial<RunConfig>, RegExp][] = [
    ["missing", "nowhere", {}, /no folder .*nowhere/],
    ["no checkpoint", ".", {}, /holds no checkpoint/],
  ];
  it.each(bad)("is refused: %s", async (_, from, changes, message) => {
    await expect(run(fineRun("bad", from, changes))).rejects.toThrow(message);
  });

  it("is refused with settings that do not fit", async () => {
    const from = { path: pretrained, objective: "mle" };
    const refused = (changes: Partial<RunConfig>, other: RunConfig["from"] = from) =>
      expect(run(fineRun("bad", other, changes))).rejects;
    await refused({ tokenizer: { vocabulary: 300 } }).toThrow(/"tokenizer" asks for a new one/);
    await refused({ tokenizer: "gpt2" }).toThrow(/"tokenizer" is another than that of/);
    const larger = { layers: 1, width: 16, heads: 2, context: 64 };
    await refused({ model: larger }).toThrow(/"model.context" is 64.* has 32; leave "model" out/);
    await refused({ seeds: [3] }).toThrow(/mle-seed1, mle-seed2; none is "mle" with seed 3/);
    await refused({}, { path: pretrained, objective: "mel" }).toThrow(/Did you mean "mle"/);
    await refused({}, { ...from, at: 0.7 }).toThrow(/no checkpoint of 0.7 of the budget, only/);
    await refused({}, { ...from, at: 0 }).toThrow(/"from/);
  });

  it("is refused if it is damaged, before anything is scored", async () => {
    const copy = join(await temporaryFolder(), "copy");
    const { path } = await findCheckpoint(pretrained, { objective: "mle" });
    await cp(path, copy, { recursive: true });
    await appendFile(join(copy, "model.safetensors"), "x");
    await expect(run(fineRun("damaged", copy))).rejects.toMatchObject({ code: "corrupt" });
  });
});
