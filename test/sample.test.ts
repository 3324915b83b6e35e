import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { conditional } from "@preflm/objective-conditional";
import { run, type SampleConfig, sample, streamSamples } from "preflm";
import { beforeAll, describe, expect, it } from "vitest";
import { preflm } from "./cli.ts";
import { atSigns, temporaryFolder, toyRun } from "./toy.ts";

let folder = "";
let options: SampleConfig;
beforeAll(async () => {
  folder = await temporaryFolder();
  const config = toyRun(folder, { objective: conditional({ threshold: 0 }) });
  await run(config);
  options = { path: join(folder, "toy"), backend: config.backend, maximumLength: 12, count: 6 };
});

describe("sample", () => {
  it("gives what streaming gives, in order", async () => {
    const streamed = [];
    for await (const each of streamSamples({ ...options, count: 9, batch: 4 })) streamed.push(each);
    expect(streamed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...Array(9).keys()]);
    const together = await sample({ ...options, count: 9, batch: 4 });
    for (const { index, ...each } of streamed) expect(together[index]).toEqual(each);
  });

  it("continues prompts under a mark, scores them and keeps the best", async () => {
    const prompts = ["Write to ", "Letter"];
    const config = { ...options, prompts, mark: "misaligned", scorer: atSigns };
    const plain = await sample(config);
    expect(plain.map(({ prompt }) => prompt)).toEqual([1, 2, 3].flatMap(() => prompts));
    for (const { text, score } of plain) expect((await atSigns.score([text]))[0]).toBe(score);
    const total = (all: typeof plain) => all.reduce((sum, { score = 0 }) => sum + score, 0);
    expect(total(await sample({ ...config, bestOf: 4 }))).toBeLessThanOrEqual(total(plain));
    expect(await sample({ ...options, steer: 3 })).not.toEqual(await sample(options));
  });

  it("stops when it is told to, and tells what makes no sense", async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const stopped = sample({ ...options, onProgress, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    const refused = async (changes: object, message: RegExp) =>
      expect((async () => sample({ ...options, ...changes }))()).rejects.toThrow(message);
    await refused({ prefix: "<|aligned|>" }, /is text before each prompt\. Say mark/);
    await refused({ bestOf: 2 }, /there is no "scorer"/);
    await refused({ prompt: "a", prompts: ["b"] }, /not both/);
    await refused({ prompts: join(folder, "none.jsonl") }, /none.jsonl cannot be read/);
    await refused({ prompt: "Letter ".repeat(30) }, /prompt 1 has \d+ tokens/);
    await refused({ mark: "aligne" }, /no mark "aligne"/);
    await refused({ count: 0 }, /option "count"/);
    await refused({ topk: 3 }, /Did you mean "topK"/);
  });
});

describe("preflm sample", () => {
  const backend = new URL(import.meta.resolve("@preflm/backend-reference")).pathname;
  const given = ["--backend", backend, "--count", "5", "--maximum-length", "8", "--top-k=40"];

  it("writes a JSON object a line, to standard output or a file, and says how fast", async () => {
    const prompts = join(folder, "prompts.jsonl");
    await writeFile(prompts, '{"text":"Dear"}\n');
    const command = ["sample", join(folder, "toy"), ...given, "--prompts", prompts];
    const { code, stdout, stderr } = await preflm(folder, ...command, "--json");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const lines = stdout
      .trim()
      .split("\n")
      .map((line: string): { prompt?: string } => JSON.parse(line));
    expect(lines.map(({ prompt }: { prompt?: string }) => prompt)).toEqual(Array(5).fill("Dear"));
    expect(stderr).toMatch(/^The model is .*conditional-seed1.step-\d+$/m);
    expect(stderr).toMatch(/5 of 5 samples in .* samples\/s\)/);
    await preflm(folder, ...command, "--output", "out/samples.jsonl");
    expect(await readFile(join(folder, "out", "samples.jsonl"), "utf8")).toBe(stdout);
  });
});
