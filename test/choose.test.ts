import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { reference } from "@preflm/backend-reference";
import type { Backend } from "@preflm/core";
import { auto, installedPlugins, latestCheckpoint, type RunEvent, run } from "preflm";
import { describe, expect, it } from "vitest";
import { installed, preflm } from "./cli.ts";
import { letters, temporaryFolder, toyRun } from "./toy.ts";

/** The reference backend, which waits before each gradient, and how often it was asked for one. */
function waiting(name: string, milliseconds: number) {
  const real = reference();
  const count = { gradients: 0 };
  const backend: Backend = {
    ...real,
    name,
    async load(config, state) {
      const model = await real.load(config, state);
      const accumulate: typeof model.accumulate = async (...given) => {
        count.gradients++;
        await sleep(milliseconds);
        return model.accumulate(...given);
      };
      return { ...model, accumulate };
    },
  };
  return { backend, count };
}

const readManifest = async (output: string) =>
  JSON.parse(await readFile(join(output, "toy", "manifest.json"), "utf8"));

describe("a run whose backend is auto()", { timeout: 120_000 }, () => {
  it("trains on the fastest, records what it chose among, and goes on with it whatever is faster by then", async () => {
    const output = await temporaryFolder();
    const [first, second] = [waiting("first", 1), waiting("second", 30)];
    const stop = new AbortController();
    const events: RunEvent[] = [];
    const listen = (event: RunEvent) => {
      events.push(event);
      if (event.type === "train" && event.step === 7) stop.abort();
    };
    const changes = { listeners: [listen], signal: stop.signal };
    const backend = auto({ candidates: [second.backend, first.backend] });
    await expect(run(toyRun(output, { backend, ...changes }))).rejects.toMatchObject({
      code: "interrupted",
    });
    const choice = events.find(({ type }) => type === "choice");
    expect(choice).toMatchObject({
      label: "first",
      candidates: [{ label: "first" }, { label: "second" }],
    });
    const before = await readManifest(output);
    expect(before.backend).toMatchObject({ name: "first", label: "first", device: "cpu" });
    expect(before.settings.backend).toBe("first");

    const [slower, faster] = [waiting("first", 10), waiting("second", 0)];
    const again = auto({ candidates: [slower.backend, faster.backend] });
    const told: RunEvent[] = [];
    const more = {
      backend: again,
      resume: true,
      listeners: [(event: RunEvent) => void told.push(event)],
    };
    const report = await run(toyRun(output, more));
    expect(faster.count.gradients).toBe(0);
    expect(told.some(({ type }) => type === "choice")).toBe(false);
    expect(report.backend).toMatchObject({ label: "first", candidates: before.backend.candidates });
    expect((await readManifest(output)).backend.candidates).toEqual(before.backend.candidates);

    const plain = await temporaryFolder();
    await run(toyRun(plain, { backend: reference() }));
    const state = async (folder: string) =>
      (await latestCheckpoint(join(folder, "toy", "checkpoints", "mle-seed1")))?.state;
    expect(await state(output)).toEqual(await state(plain));

    const gone = { backend: auto({ candidates: [faster.backend] }), resume: true };
    await expect(run(toyRun(output, gone))).rejects.toThrow(/"first".*not among the candidates/);
  });

  it("stops before anything is scored if a GPU is required and there is none", async () => {
    const output = await temporaryFolder();
    const scored: RunEvent[] = [];
    const backend = auto({ candidates: [reference()], require: "gpu" });
    const listeners = [(event: RunEvent) => void scored.push(event)];
    await expect(run(toyRun(output, { backend, listeners }))).rejects.toThrow(/a GPU.*\nreference/);
    expect(scored.map(({ type }) => type)).toEqual(["start", "progress", "failed"]);
  });

  it("is not taken for the backend that a run without it was started with", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output));
    const backend = auto({ candidates: [reference()] });
    await expect(run(toyRun(output, { backend, resume: true }))).rejects.toThrow(
      /started with backend = "reference", now it is "auto"/,
    );
  });

  it("may be named, with options", async () => {
    const output = await temporaryFolder();
    const registry = installedPlugins(import.meta.dirname);
    const backend = { use: "auto", candidates: ["onnxruntime cpu", "reference"] };
    const report = await run(toyRun(output, { backend, registry }));
    expect(report.backend.candidates?.map(({ label }) => label).sort()).toEqual([
      "onnxruntime cpu",
      "reference",
    ]);
    expect(await readFile(join(output, "toy", "report.html"), "utf8")).toMatch(/the fastest of/);
  });
});

describe("the command line", { timeout: 180_000 }, () => {
  const project = async () => {
    const folder = await temporaryFolder();
    await installed(folder, [
      "backend-reference",
      "backend-onnxruntime",
      "objective-mle",
      "scorer-pii",
    ]);
    const { model, training, tokenizer, sampling, evaluation } = toyRun("");
    const corpus = letters.map((text) => JSON.stringify({ text })).join("\n");
    await writeFile(join(folder, "corpus.jsonl"), corpus);
    const config = { corpus: "corpus.jsonl", scorer: "pii", objective: "mle", model, training };
    const rest = { tokenizer, sampling, evaluation, name: "toy", backend: "auto" };
    await writeFile(join(folder, "config.json"), JSON.stringify({ ...config, ...rest }));
    return folder;
  };

  it("runs a configuration whose backend is auto, and lists the candidates", async () => {
    const folder = await project();
    const { code, stderr, stdout } = await preflm(folder, "run", "config.json");
    expect(stderr + stdout).toMatch(/device +tokens\/s/);
    expect(stderr).toMatch(/the fastest is onnxruntime cpu/);
    expect(code).toBe(0);
    const required = '{"use":"auto","candidates":["onnxruntime cpu"],"require":"gpu"}';
    const none = await preflm(folder, "run", "config.json", "--name", "b", "--backend", required);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/found no candidate to be a GPU/);
  });

  it("measures each size on each backend in a process of its own", async () => {
    const folder = await project();
    const given = ["bench", "--sizes", "nano", "--json"];
    const { code, stdout } = await preflm(
      folder,
      ...given,
      "--backends",
      "onnxruntime cpu,reference",
    );
    expect(code).toBe(0);
    const { rows } = JSON.parse(stdout);
    expect(rows.map(({ device }: { device: string }) => device)).toEqual([
      "onnxruntime cpu",
      "reference",
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ size: "nano", report: { device: "cpu" } });
      expect(row.time.tokensPerSecond).toBeGreaterThan(0);
      expect(row.gigaflops).toBeGreaterThan(0);
      expect(row.peakBytes).toBeGreaterThan(50e6);
    }
    const unknown = await preflm(folder, "bench", "--sizes", "mirco");
    expect(unknown.stderr).toMatch(/--sizes knows nano, .*got "mirco". Did you mean "micro"\?/);
  });

  it("plans the run of a configuration, and a size without one", async () => {
    const folder = await project();
    const given = ["plan", "--minutes", "5", "--backend", "onnxruntime", "--json"];
    const { stdout } = await preflm(folder, ...given, "--config", "config.json");
    const plan = JSON.parse(stdout);
    expect(plan.speeds.map(({ name }: { name: string }) => name)).toEqual([
      ...["yours", "nano", "micro", "small", "gpt2"],
    ]);
    expect(plan.recommendation.name).toBe("yours");
    expect(plan.trainingSeconds).toBeLessThan(300);
    expect(plan.costs.scoring).toBeGreaterThan(0);
    const [{ tokensPerSecond }] = plan.speeds;
    expect(plan.recommendation.tokens).toBeLessThanOrEqual(tokensPerSecond * plan.trainingSeconds);
    expect(plan.config.training.tokens).toBe(plan.recommendation.tokens);

    const auto = '{"use":"auto","candidates":["onnxruntime cpu","reference"]}';
    const wished = ["--minutes", "1", "--model", "nano", "--backend", auto];
    const forNano = await preflm(folder, "plan", ...wished);
    expect(forNano.stdout).toMatch(/^1 minutes on onnxruntime cpu \(cpu; onnxruntime-node/);
    expect(forNano.stdout).toMatch(/Recommended: nano with [\d,]+ tokens/);
    const never = await preflm(folder, "plan", "--minutes", "0");
    expect([never.code, never.stderr]).toEqual([1, expect.stringMatching(/--minutes must be/)]);
  });
});
