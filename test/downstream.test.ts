import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  askChoices,
  type ChoicesConfig,
  type ClassifyConfig,
  classifyCheckpoint,
  run,
} from "preflm";
import { beforeAll, describe, expect, it } from "vitest";
import { preflm } from "./cli.ts";
import { letters, temporaryFolder, toyRun } from "./toy.ts";

let folder = "";
let model: Pick<ClassifyConfig, "checkpoint" | "backend" | "listeners">;
const file = (name: string) => join(folder, name);
const write = (name: string, records: readonly unknown[]) =>
  writeFile(file(name), records.map((record) => JSON.stringify(record)).join("\n"));

beforeAll(async () => {
  folder = await temporaryFolder();
  const toy = toyRun(folder);
  await run(toy);
  const checkpoint = { path: file("toy"), objective: "conditional" };
  model = { checkpoint, listeners: [], ...(toy.backend && { backend: toy.backend }) };
  const labelled = letters.map((text) => {
    const line = text.split("\n")[1];
    return { text: line, label: line.includes("@") ? "address" : "person" };
  });
  await write("train.jsonl", labelled.slice(0, 120));
  await write("test.jsonl", labelled.slice(120));
  await write("items.jsonl", [
    { context: "Letter 7.\n", choices: ["Write to me today.", "zq zq zq zq"], answer: 0 },
    { context: "Write to ", choices: ["%%%", "me today", "&&"], answer: 1 },
  ]);
});

const classifyConfig = (): ClassifyConfig => ({
  ...{ ...model, train: file("train.jsonl"), test: file("test.jsonl"), epochs: 6, rows: 8 },
  ...{ learningRate: 0.01, output: file("classification.json") },
});
const choicesConfig = (): ChoicesConfig => ({
  ...{ ...model, items: file("items.jsonl"), output: file("choices.json") },
});

describe("classifyCheckpoint", () => {
  it("finetunes a checkpoint behind its mark, and writes what it gives", async () => {
    const result = await classifyCheckpoint(classifyConfig());
    expect(result.prefix).toBe("<|aligned|>");
    expect(result.labels).toEqual(["address", "person"]);
    expect(result.accuracy.mean).toBeGreaterThan(0.95);
    expect(JSON.parse(await readFile(file("classification.json"), "utf8"))).toEqual(result);
    const untrained = await classifyCheckpoint({ ...classifyConfig(), untrained: true, epochs: 1 });
    expect(untrained.curve[0].loss).not.toBe(result.curve[0].loss);
  });

  it("names the line that cannot be used", async () => {
    await write("odd.jsonl", [
      { text: "Bye", label: "person" },
      { text: "Bye", label: "persona" },
    ]);
    await write("bad.jsonl", [{ text: "Bye", label: "person" }, { text: "Bye" }]);
    await write("one.jsonl", [{ text: "Bye", label: "person" }]);
    const bad: readonly (readonly [Partial<ClassifyConfig>, RegExp])[] = [
      [
        { test: file("odd.jsonl") },
        /odd\.jsonl line 2 has the label "persona", which no training text has\. Did you mean "person"/,
      ],
      [{ train: file("bad.jsonl") }, /Line 2 of .*bad\.jsonl is .*expected \{ "text"/],
      [{ train: file("one.jsonl") }, /there is only the label "person"/],
      [{ train: file("none.jsonl") }, /none\.jsonl/],
    ];
    for (const [change, message] of bad)
      await expect(classifyCheckpoint({ ...classifyConfig(), ...change })).rejects.toThrow(message);
  });
});

describe("askChoices", () => {
  it("asks without a mark and behind the objective's, and writes what it gives", async () => {
    const result = await askChoices(choicesConfig());
    expect(result.accuracies.map(({ prefix }) => prefix)).toEqual([undefined, "<|aligned|>"]);
    expect(result.accuracies[0].perByte.mean).toBe(1);
    expect(JSON.parse(await readFile(file("choices.json"), "utf8"))).toEqual(result);
    expect((await askChoices({ ...choicesConfig(), mark: "none" })).accuracies).toHaveLength(1);
  });

  it("names the line that cannot be used", async () => {
    const good = { context: "", choices: ["a", "b"], answer: 0 };
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [{ ...good, answer: 2 }, /items2\.jsonl line 2 has the answer 2, but its choices are 0 to 1/],
      [{ ...good, choices: ["a", "a"] }, /line 2 has 2 times the same choice "a"/],
      [{ context: "" }, /Line 2 of .*items2\.jsonl is .*expected \{ "context"/],
    ];
    for (const [item, message] of bad) {
      await write("items2.jsonl", [good, item]);
      const asked = askChoices({ ...choicesConfig(), items: file("items2.jsonl") });
      await expect(asked).rejects.toThrow(message);
    }
    await write("items2.jsonl", []);
    await expect(askChoices({ ...choicesConfig(), items: file("items2.jsonl") })).rejects.toThrow(
      "There is no item to answer",
    );
  });
});

describe("preflm choices and classify", () => {
  const backend = new URL(import.meta.resolve("@preflm/backend-reference")).pathname;
  const given = ["toy", "--objective", "mle-seed1", "--backend", backend];

  it("print a table", async () => {
    const { stdout } = await preflm(folder, "choices", ...given, "items.jsonl");
    expect(stdout).toMatch(/2 items; guessing gives 42 %\n\n.*summed +per byte +per token\n/);
  });

  it("print the numbers as JSON", async () => {
    const records = ["a", "b", "a", "b"].map((label) => ({ text: `Write to ${label}`, label }));
    await write("small.jsonl", records);
    const texts = ["--train", "small.jsonl", "--test", "small.jsonl", "--epochs=1", "--json"];
    const { stdout } = await preflm(folder, "classify", ...given, ...texts);
    expect(JSON.parse(stdout)).toMatchObject({ test: { texts: 4, cut: 0 } });
  });

  it("say what is missing", async () => {
    const { stderr } = await preflm(folder, "classify", ...given);
    expect(stderr).toMatch(/such as --train a\.jsonl --test b\.jsonl/);
  });
});
