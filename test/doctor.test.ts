import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DoctorReport } from "preflm";
import { describe, expect, it } from "vitest";
import { preflm } from "./cli.ts";
import { letters, temporaryFolder } from "./toy.ts";

/** A project that has these packages of the repository installed. */
async function project(...packages: string[]): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules", "@preflm"), { recursive: true });
  for (const name of packages) {
    const place = fileURLToPath(new URL("..", import.meta.resolve(name)));
    await symlink(place, join(folder, "node_modules", name));
  }
  const dependencies = Object.fromEntries(packages.map((name) => [name, "1"]));
  await writeFile(join(folder, "package.json"), JSON.stringify({ dependencies }));
  return folder;
}

const configuration = (changes: object) =>
  JSON.stringify({
    corpus: "corpus.jsonl",
    scorer: "pii",
    objective: ["mle", "conditional"],
    model: { layers: 1, width: 16, heads: 2, context: 32 },
    tokenizer: { vocabulary: 300 },
    training: { tokens: 2560, tokensPerUpdate: 128, learningRate: 5e-3 },
    ...changes,
  });

// Each call opens several devices, each in a process of its own.
describe("preflm doctor", { timeout: 120_000 }, () => {
  it("finds that the default works here, and says what else there is", async () => {
    const folder = await project("@preflm/backend-onnxruntime");
    const { code, stdout } = await preflm(folder, "doctor");
    expect(stdout).toMatch(/✓ Node +\d+\.\d+\.\d+/);
    expect(stdout).toMatch(/✓ onnxruntime \(default\) +\d+ GFLOP\/s \(onnxruntime-node/);
    expect(stdout).toMatch(/→ npm install @preflm\/backend-tfjs/);
    expect(stdout.trimEnd().endsWith("Everything that a run needs works.")).toBe(true);
    expect(code).toBe(0);
  });

  it("finds a backend in this repository, whose own command line it is in a clone", async () => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const { stdout } = await preflm(root, "plugins");
    expect(stdout).toMatch(/backend +onnxruntime/);
  });

  it("ends with 1 in a project without a backend, and with the command that mends it", async () => {
    const { code, stdout } = await preflm(await project(), "doctor");
    expect(stdout).toMatch(
      /✗ onnxruntime \(default\)[^✓–]*→ npm install @preflm\/backend-onnxruntime\n/,
    );
    expect(stdout).toMatch(/A run cannot work yet: onnxruntime \(default\)/);
    expect(code).toBe(1);
  });

  it("checks the backend of a configuration and the room for its run, for programs too", async () => {
    const folder = await project("@preflm/backend-reference");
    const lines = letters.map((text) => JSON.stringify({ text })).join("\n");
    await writeFile(join(folder, "corpus.jsonl"), lines);
    const training = { tokens: 2560, tokensPerUpdate: 128, learningRate: 5e-3, keep: [0.5] };
    await writeFile(
      join(folder, "mine.json"),
      configuration({ backend: "reference", seeds: [1, 2], training }),
    );
    const { code, stdout } = await preflm(folder, "doctor", "--config", "mine.json", "--json");
    const report: DoctorReport = JSON.parse(stdout);
    const found = (name: string) => report.checks.find((check) => check.name === name);
    expect(report.works).toBe(true);
    expect(found("reference (configured)")?.values).toMatchObject({ device: "cpu" });
    expect(found("model")).toMatchObject({ section: "A run of mine.json", values: { models: 4 } });
    expect(found("disk")?.detail).toMatch(/9 checkpoints/); // 4 × (last and kept), one while it is replaced
    expect(found("onnxruntime")?.state).toBe("absent");
    expect(code).toBe(0);
  });

  it.each([
    ["a wrong setting", { trainnig: 1 }, /settings[^→]*no option "trainnig"/],
    ["a corpus that is not there", { corpus: "gone.jsonl" }, /settings[^→]*gone\.jsonl/],
    ["a backend that is not installed", { backend: "tfjs" }, /→ npm install @preflm\/backend-tfjs/],
    [
      "a model that no memory holds",
      { model: { layers: 96, width: 131072, heads: 128, context: 32 } },
      /✗ memory/,
    ],
  ])("fails for %s", async (_, changes, expected) => {
    const folder = await project();
    const lines = letters.map((text) => JSON.stringify({ text })).join("\n");
    await writeFile(join(folder, "corpus.jsonl"), lines);
    await writeFile(join(folder, "mine.json"), configuration({ backend: "./cpu.mjs", ...changes }));
    await writeFile(join(folder, "cpu.mjs"), CPU);
    const { code, stdout } = await preflm(folder, "doctor", "--config", "mine.json");
    expect(stdout).toMatch(expected);
    expect(code).toBe(1);
  });

  it("knows its sizes", async () => {
    const { code, stderr } = await preflm(await project(), "doctor", "--model", "mcro");
    expect(stderr).toMatch(
      /--model knows nano, micro, small, gpt2, got "mcro". Did you mean "micro"/,
    );
    expect(code).toBe(1);
  });
});

const CPU = `
export const cpu = () => ({
  specificationVersion: "v1", name: "cpu", load: async () => { throw new Error("none"); },
  probe: async () => ({ device: "cpu", detail: "a file", gigaflops: 1 }),
});`;
