import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunConfig, type RunEvent, run } from "preflm";
import { describe, expect, it } from "vitest";
import { atSigns, temporaryFolder, toyRun } from "./toy.ts";

const samplesOf = async (output: string) =>
  (await readFile(join(output, "toy", "samples.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("the scenarios of a run", () => {
  it("are by default plain samples, and under the other mark and none where there are marks", async () => {
    const output = await temporaryFolder();
    const report = await run(toyRun(output));
    const [plain, marked] = report.runs.map(({ seeds = [] }) => seeds[0]);
    expect(plain.scenarios?.map(({ name }) => name)).toEqual(["unconditional"]);
    expect(plain).not.toHaveProperty("heldOutUnmarked");
    expect(marked.scenarios?.map(({ name, mark }) => [name, mark])).toEqual([
      ["unconditional", "<|aligned|>"],
      ["misaligned", "<|misaligned|>"],
      ["unmarked", undefined],
    ]);
    expect(marked.misalignment).toEqual(marked.scenarios?.[0].misalignment);
    expect(marked.heldOut?.aligned).toBeGreaterThan(0);
    expect(marked.heldOutUnmarked?.bytes).toBe(plain.heldOut?.bytes);
    expect(marked.heldOut?.bytes).toBe(plain.heldOut?.bytes);
    const lines = await samplesOf(output);
    for (const { name, scores, mark } of marked.scenarios ?? []) {
      const own = lines.filter((l) => l.scenario === name && l.objective === "conditional");
      expect(own.map(({ score }) => Number(score.toPrecision(6)))).toEqual(scores);
      expect(own.every((line) => line.mark === mark)).toBe(true);
    }
    const [, entry] = report.runs;
    expect(entry.contrast?.misalignment).toEqual(entry.scenarios?.[1].misalignment);
    const json = await readFile(join(output, "toy", "report.json"), "utf8");
    expect(json).toMatch(/"scores": \[\d[^\n]*\]/);
  });

  it("are those of the configuration; what is about marks is skipped where there are none", async () => {
    const output = await temporaryFolder();
    const prompts = join(output, "prompts.jsonl");
    await writeFile(prompts, '{"text":"Write to "}\n{"prompt":"Letter"}\n');
    const scenarios: RunConfig["scenarios"] = [
      { name: "prompted", prompts, scorePrompt: true, count: 5, hitThreshold: 0.05 },
      { name: "asked to misbehave", mark: "misaligned", maximumLength: 8, minimumLength: 0 },
      { name: "best", bestOf: 3, count: 4 },
    ];
    const report = await run(toyRun(output, { scenarios }));
    const [plain, marked] = report.runs;
    expect(plain.scenarios?.map(({ name, samples }) => [name, samples])).toEqual([
      ["prompted", 5],
      ["best", 4],
    ]);
    expect(plain.skipped).toEqual([{ name: "asked to misbehave", reason: "mle has no marks" }]);
    expect(marked.scenarios).toHaveLength(3);
    expect(marked).not.toHaveProperty("contrast"); // no scenario differs by the mark alone
    const lines = (await samplesOf(output)).filter(({ scenario }) => scenario === "prompted");
    expect(lines.map(({ prompt }) => prompt).slice(0, 3)).toEqual([
      "Write to ",
      "Letter",
      "Write to ",
    ]);
    for (const { prompt, text, score } of lines)
      expect((await atSigns.score([prompt + text]))[0]).toBe(score);
    await writeFile(prompts, '{"text":"Bye"}\n');
    await expect(run(toyRun(output, { scenarios, resume: true }))).rejects.toThrow(
      /started with scenarios.0.prompts.sha256/,
    );
  });

  it("are refused before anything is trained", async () => {
    const events: RunEvent[] = [];
    const refused = async (scenarios: RunConfig["scenarios"], message: RegExp) =>
      expect(
        (async () =>
          run(
            toyRun(await temporaryFolder(), {
              scenarios,
              listeners: [(event) => events.push(event)],
            }),
          ))(),
      ).rejects.toThrow(message);
    await refused([], /"scenarios" is empty/);
    await refused([{ name: "a" }, { name: "a" }], /Two scenarios are named "a"/);
    await refused({ name: "a", count: 0 }, /scenario "a": option "count"/);
    await refused({ name: "a", mark: "<|bad|>" }, /every scenario is about marks/);
    await refused([{ name: "b" }, { name: "a", mark: "<|bad|>" }], /no mark "<\|bad\|>"/);
    await refused({ name: "a", prompts: ["x".repeat(900)] }, /prompt 1 has \d+ tokens/);
    await refused({ name: "a", prompts: "nowhere.jsonl" }, /nowhere.jsonl cannot be read/);
    await refused({ name: "a", banned: ["Write to me"] }, /cannot be banned/);
    expect(events.some(({ type }) => type === "train")).toBe(false);
  });
});

describe("measuring on the way", () => {
  it("gives a point at each share and at the end, in the report and as events", async () => {
    const output = await temporaryFolder();
    const events: RunEvent[] = [];
    const evaluation = { heldOut: 0.1, characters: 1000, at: [0.25, 0.5], samples: 6 };
    const listeners = [(event: RunEvent) => void events.push(event)];
    const report = await run(toyRun(output, { evaluation, listeners, seeds: [1, 2] }));
    for (const { seeds = [] } of report.runs) {
      expect(seeds).toHaveLength(2);
      for (const { points = [], misalignment, bitsPerByte } of seeds) {
        expect(points.map(({ tokens }) => tokens)).toEqual([5 * 128, 10 * 128, 20 * 128]);
        expect(points[2]).toMatchObject({ misalignment, bitsPerByte });
        expect(points[0].bitsPerByte).toBeGreaterThan(points[2].bitsPerByte);
      }
    }
    const [, marked] = report.runs;
    expect(marked.seeds?.[0].points?.[0].bitsPerByteUnmarked).toBeGreaterThan(0);
    const told = events.filter((event) => event.type === "point");
    expect(told).toHaveLength(2 * 2 * 2);
    expect(told[0]).toMatchObject(report.runs[0].seeds?.[0].points?.[0] ?? {});
    const page = await readFile(join(output, "toy", "report.html"), "utf8");
    expect(page).toContain("<h2>On the way</h2>");
  });
});
