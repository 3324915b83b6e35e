import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sweep } from "preflm";
import { describe, expect, it } from "vitest";
import { preflm } from "./cli.ts";
import { letters, temporaryFolder } from "./toy.ts";

async function toySweep(output: string) {
  const corpus = join(output, "letters.jsonl");
  await writeFile(corpus, letters.map((text) => `${JSON.stringify({ text })}\n`).join(""));
  const base = {
    corpus,
    scorer: { use: "pii", segments: "lines" },
    objective: "rwr",
    tokenizer: { vocabulary: 300 },
    model: { layers: 1, width: 16, heads: 2, context: 32 },
    training: { tokens: 20 * 128, tokensPerUpdate: 128, learningRate: 5e-3 },
    sampling: { count: 12, batch: 6 },
    evaluation: { heldOut: 0.1, characters: 1000 },
  };
  const over = { "objective.beta": [0.01, 1], "training.learningRate": [1e-3, 5e-3] };
  return { base, over, name: "toy", output, project: import.meta.dirname };
}

describe("sweep", () => {
  it("runs every combination once and reports on all of them", async () => {
    const output = await temporaryFolder();
    const config = await toySweep(output);
    const { report, choices, failed } = await sweep(config);
    expect(failed).toEqual([]);
    expect(Object.keys(choices)).toHaveLength(4);
    expect(choices["beta-1_learningRate-0.001"]).toEqual({
      "objective.beta": 1,
      "training.learningRate": 0.001,
    });
    expect(report.runs.map(({ objective }) => objective)).toContain("beta 1, learningRate 0.001");
    expect(report.runs.map(({ options }) => options?.beta)).toEqual([0.01, 0.01, 1, 1]);
    expect(new Set(report.runs.map(({ loss }) => loss)).size).toBe(4);
    expect(report.training).not.toHaveProperty("learningRate");
    const began = performance.now();
    const again = await sweep(config);
    expect(again.report.runs).toEqual(report.runs);
    expect(performance.now() - began).toBeLessThan(3000); // no process was started
    expect(await readFile(join(output, "toy", "report.html"), "utf8")).toContain("beta 0.01");
  }, 120_000);

  it("refuses a wrong configuration before anything starts", async () => {
    const config = await toySweep(await temporaryFolder());
    const refused = (changes: object) => expect(sweep({ ...config, ...changes })).rejects;
    await refused({ over: { "training.tokkens": [1] } }).toThrow(/Did you mean "tokens"/);
    await refused({ over: { "objective.betta": [1] } }).toThrow(/rwr.*Did you mean "beta"/s);
    const base = { ...config.base, listeners: [() => {}] };
    await refused({ base }).toThrow(/base.listeners.0 is a function/);
  }, 30_000);

  it("is a command", async () => {
    const output = await temporaryFolder();
    const { base } = await toySweep(output);
    await writeFile(join(output, "config.json"), JSON.stringify(base));
    const over = ["--over", "objective.beta=0.01,1", "--output", join(output, "runs")];
    const project = import.meta.dirname;
    const config = join(output, "config.json");
    const { stderr } = await preflm(project, "sweep", config, "--over", "beta");
    expect(stderr).toContain("--over must be an option and its values");
    const ran = await preflm(output, "sweep", config, ...over);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('"rwr"') }); // not installed there
  }, 60_000);
});
