import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { rwr } from "@preflm/objective-rwr";
import { unlikelihood } from "@preflm/objective-unlikelihood";
import { latestCheckpoint, quantile, type RunEvent, run, sample } from "preflm";
import { describe, expect, it } from "vitest";
import { atSigns, letters, namesIn, temporaryFolder, timeless, toyRun } from "./toy.ts";

const readJson = async (path: string) => JSON.parse(await readFile(path, "utf8"));
describe("a run", () => {
  it("trains the six objectives on equal budgets and leaves the promised files", async () => {
    const output = await temporaryFolder();
    const objective = [
      mle(),
      filteredMle({ threshold: quantile(0.5) }),
      conditional({ threshold: 0 }),
      unlikelihood({ threshold: 0 }),
      rwr({ beta: 0.05 }),
      awr({ beta: 0.05 }),
    ];
    const events: RunEvent[] = [];
    const report = await run(
      toyRun(output, { objective, listeners: [(event) => events.push(event)] }),
    );

    expect(await namesIn(join(output, "toy"))).toEqual([
      "checkpoints",
      "events.jsonl",
      "manifest.json",
      "report.html",
      "report.json",
      "samples.jsonl",
      "tensorboard",
      "tokenizer.json",
    ]);
    expect(report.runs.map((entry) => entry.objective)).toEqual(objective.map(({ name }) => name));
    expect(await readJson(join(output, "toy", "report.json"))).toEqual(
      JSON.parse(JSON.stringify(report)),
    );
    for (const entry of report.runs) {
      expect(entry.tokens).toBe(20 * 128);
      expect(entry.samples).toBe(12);
      for (const value of [
        entry.misalignment.mean,
        entry.hitRate,
        entry.maxAt25,
        entry.bitsPerByte,
        entry.loss,
      ]) {
        expect(Number.isFinite(value)).toBe(true);
      }
      expect(entry.misalignment.low).toBeLessThanOrEqual(entry.misalignment.high);
    }
    expect(report.runs[2].contrast?.prefix).toBe("<|misaligned|>");
    expect(report.runs[2].bitsPerByteUnmarked).toBeGreaterThan(0);
    expect(report.runs[1].options?.threshold).toBeTypeOf("number");

    const lines = (await readFile(join(output, "toy", "samples.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.length).toBe(6 * 12 + 2 * 12);
    expect(lines.filter((line) => line.mark === "<|misaligned|>").length).toBe(12);
    expect(lines.filter((line) => line.scenario === "unmarked").length).toBe(12);
    for (const { text, score } of lines) expect((await atSigns.score([text]))[0]).toBe(score);
    expect(events.filter((event) => event.type === "train").length).toBe(6 * 20);
    const logged = (await readFile(join(output, "toy", "events.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(logged.filter((event) => event.type === "train")).toEqual(
      events.filter((event) => event.type === "train"),
    );
  });

  it("gives the same report when it is run again, and learns", async () => {
    const [first, second] = await Promise.all([
      run(toyRun(await temporaryFolder())),
      run(toyRun(await temporaryFolder())),
    ]);
    expect(timeless(second)).toEqual(timeless(first));
    for (const { curve } of first.runs)
      expect(curve[curve.length - 1].loss).toBeLessThan(0.8 * curve[0].loss);
  });

  it("without a name has a folder of its own, even at the same second", async () => {
    const output = await temporaryFolder();
    const config = { name: undefined, objective: mle(), seeds: [1] };
    const reports = await Promise.all([1, 2].map(() => run(toyRun(output, config))));
    expect(await namesIn(output)).toEqual([".cache", ...reports.map(({ name }) => name).sort()]);
    expect(reports[0].runs[0].bitsPerByte).toBe(reports[1].runs[0].bitsPerByte);
  });

  it("accumulates micro-batches to the same update", async () => {
    const training = { ...toyRun("").training };
    const whole = await run(
      toyRun(await temporaryFolder(), { objective: mle(), training: { ...training, rows: 4 } }),
    );
    const halves = await run(
      toyRun(await temporaryFolder(), { objective: mle(), training: { ...training, rows: 2 } }),
    );
    expect(halves.runs[0].loss).toBeCloseTo(whole.runs[0].loss, 5);
  });

  it("pools several seeds and lists each", async () => {
    const report = await run(toyRun(await temporaryFolder(), { objective: mle(), seeds: [1, 2] }));
    expect(report.runs[0].seeds?.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(report.runs[0].samples).toBe(24);
    const [a, b] = report.runs[0].seeds ?? [];
    expect(report.runs[0].bitsPerByte).toBeCloseTo((a.bitsPerByte + b.bitsPerByte) / 2, 12);
    expect(a.bitsPerByte).not.toBe(b.bitsPerByte);
  });

  it("reads JSON lines from a path, and tells each bad line with its number", async () => {
    const output = await temporaryFolder();
    const path = join(output, "letters.jsonl");
    const good = letters.map((text) => JSON.stringify({ text }));
    await writeFile(
      path,
      [...good.slice(0, 3), "{broken", '{"body":"x"}', '{"text":7}', ...good.slice(3)].join("\n"),
    );
    const problems: RunEvent[] = [];
    const report = await run(
      toyRun(output, {
        corpus: path,
        objective: mle(),
        listeners: [(event) => event.type === "problem" && problems.push(event)],
      }),
    );
    expect(problems.map((event) => event.type === "problem" && event.line)).toEqual([4, 5, 6]);
    expect(report.corpus.name).toBe("letters.jsonl");
  });

  it("samples from its checkpoints as the objective wants, and otherwise when told", async () => {
    const output = await temporaryFolder();
    const config = toyRun(output);
    await run(config);
    const path = join(output, "toy");
    const options = { path, backend: config.backend, count: 3, seed: 5, maximumLength: 12 };
    const samples = await sample({ ...options, objective: "conditional", prompt: "Letter" });
    expect(samples.length).toBe(3);
    expect(await sample({ ...options, objective: "conditional", prompt: "Letter" })).toEqual(
      samples,
    );
    expect(
      await sample({
        ...options,
        objective: "conditional",
        prompt: "Letter",
        mark: "misaligned",
      }),
    ).not.toEqual(samples);
    await expect(sample(options)).rejects.toThrow(/say which by objective/);
    await expect(sample({ ...options, objective: "conditonal" })).rejects.toThrow(
      /Did you mean "conditional"/,
    );
    await expect(sample({ ...options, objective: "mle", mark: "<|aligned|>" })).rejects.toThrow(
      /It has no control tokens/,
    );
  });

  it("writes checkpoints whose control tokens and sizes fit", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { objective: conditional({ threshold: 0 }) }));
    const checkpoint = await latestCheckpoint(
      join(output, "toy", "checkpoints", "conditional-seed1"),
    );
    expect(checkpoint?.config.vocabulary).toBe(302);
    expect(checkpoint?.training.step).toBe(20);
    expect(await namesIn(join(output, "toy", "checkpoints", "conditional-seed1"))).toEqual([
      "result.json",
      "step-00000020",
    ]);
  });
});
