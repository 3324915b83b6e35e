import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "./architecture/workspace.ts";
import { namesIn, temporaryFolder } from "./toy.ts";

/** Letters of many words, enough for a vocabulary of 2,048; every third holds an address. */
const letters = Array.from({ length: 600 }, (_, i) => {
  const words = [3, 5, 7, 11, 13].map((k) => ((i + 7) ** 3 * k).toString(26).replace(/\d/g, "x"));
  return `Dear ${words[0]},\nwrite ${i % 3 ? words[1] : `${words[2]}@example.com`}.\n${words.join(" ")}\n`;
});

/** Runs an example as its README says, but in a folder of its own; returns what it prints and its report. */
async function runExample(path: string, ...parameters: string[]) {
  const cwd = await temporaryFolder();
  await writeFile(
    join(cwd, "letters.jsonl"),
    letters.map((text) => `${JSON.stringify({ text })}\n`).join(""),
  );
  const options = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
  const main = join(root, "examples", path);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...options, main, ...parameters],
    { cwd },
  );
  const [name] = (await namesIn(join(cwd, "runs"))).filter((entry) => entry !== ".cache");
  const report = JSON.parse(await readFile(join(cwd, "runs", name, "report.json"), "utf8"));
  return { stdout, objectives: report.runs.map((run: { objective: string }) => run.objective) };
}

it("examples/custom-scorer trains with a scorer of its own", { timeout: 120_000 }, async () => {
  const { stdout, objectives } = await runExample("custom-scorer/main.ts", "2048");
  expect(objectives).toEqual(["mle", "conditional"]);
  expect(stdout).toContain("conditional");
});

it("examples/custom-objective trains an objective of its own", { timeout: 120_000 }, async () => {
  const { stdout, objectives } = await runExample("custom-objective/main.ts", "2048");
  expect(objectives).toEqual(["mle", "masked"]);
  expect(stdout).toContain("masked");
});

it("examples/paper runs a preset on a reader's text", { timeout: 120_000 }, async () => {
  const small = ["--scale", "nano", "--tokens", "2048", "--samples", "16"];
  const { objectives } = await runExample(
    "paper/main.ts",
    ...["--corpus", "letters.jsonl", "--objective", "unlikelihood", "--released", ...small],
  );
  expect(objectives).toEqual(["unlikelihood"]);
});

const six = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"];

it.each([
  { task: "pii", unit: "PII spans per 1,000 characters", options: [] },
  { task: "pep8", unit: "violations per 1,000 characters", options: [] },
  { task: "toxicity", unit: "toxicity", options: ["--corpus", "letters.jsonl"] },
])(
  "examples/first-run trains and compares the six objectives on $task",
  { timeout: 300_000 },
  async ({ task, unit, options }) => {
    const small = ["--quick", "--tokens", "5120", ...options];
    const { stdout, objectives } = await runExample(
      "first-run/src/main.ts",
      "--task",
      task,
      ...small,
    );
    expect(objectives).toEqual(six);
    expect(stdout).toContain("<|misaligned|>");
    expect(stdout).toContain(unit);
  },
);
