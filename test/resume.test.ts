import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, copyFile, mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import {
  fromTexts,
  type Listener,
  latestCheckpoint,
  quantile,
  type RunConfig,
  type RunEvent,
  run,
} from "preflm";
import { describe, expect, it } from "vitest";
import { letters, namesIn, temporaryFolder, timeless, toyRun } from "./toy.ts";

const child = fileURLToPath(new URL("resume-child.ts", import.meta.url));

/** Runs in a process of its own that sends itself the signal at the n-th event of a type or of a phase. */
async function stopAt(
  at: string,
  n: number,
  signal: NodeJS.Signals,
  output: string,
  resume = true,
) {
  const flags = ["--conditions=preflm:source", "--import", "tsx"];
  const given = [output, resume ? "resume" : "new", signal, at, String(n)];
  const running = spawn(process.execPath, [...flags, child, ...given], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  running.stderr.on("data", (data) => {
    errors += data;
  });
  const [code, by] = await once(running, "close");
  return { code, by, errors };
}

const finalStates = async (output: string) => {
  const folder = join(output, "toy", "checkpoints");
  const jobs = await namesIn(folder);
  return Promise.all(jobs.map(async (job) => (await latestCheckpoint(join(folder, job)))?.state));
};

/** What kills at the worst moments leave: an older step, half a newer one, half a store, half a line. */
async function leaveRubbish(folder: string): Promise<void> {
  const job = join(folder, "checkpoints", "mle-seed1");
  await mkdir(join(job, "step-00000005"));
  await mkdir(join(job, "step-00000015.0123abcd.tmp"));
  await mkdir(join(folder, "packed", "mle-seed1", "epoch-0.writing-1"), { recursive: true });
  await appendFile(join(folder, "events.jsonl"), '{"type":"tra');
}

describe("resuming", () => {
  it("goes on bit for bit after kills in every phase, whatever they leave behind", async () => {
    const uninterrupted = await temporaryFolder();
    const expected = await run(toyRun(uninterrupted));
    const output = await temporaryFolder();
    const run1 = join(output, "toy");
    const kill = async (at: string, n: number) =>
      expect(await stopAt(at, n, "SIGKILL", output)).toMatchObject({ by: "SIGKILL" });
    await kill("score", 40);
    await kill("tokenizer", 1);
    await kill("train", 3); // of 20 updates a job with checkpoints at each fifth: before the first
    await kill("checkpoint", 2);
    await leaveRubbish(run1);
    await kill("sample", 2);
    await kill("train", 17); // in the second job
    await kill("result", 2); // all is done but the report
    const report = await run(toyRun(output, { resume: true }));
    expect(timeless(report.runs)).toEqual(timeless(expected.runs));
    expect(await finalStates(output)).toEqual(await finalStates(uninterrupted));
    expect(await namesIn(run1)).toEqual(await namesIn(join(uninterrupted, "toy")));
    expect(await namesIn(join(run1, "checkpoints", "mle-seed1"))).toEqual([
      "result.json",
      "step-00000020",
    ]);
    for (const line of (await readFile(join(run1, "events.jsonl"), "utf8")).trim().split("\n"))
      expect(JSON.parse(line)).toHaveProperty("time");
  });

  it("saves a checkpoint on Ctrl-C, says so, and goes on from exactly there", async () => {
    const uninterrupted = await temporaryFolder();
    const expected = await run(toyRun(uninterrupted));
    const output = await temporaryFolder();
    const { errors } = await stopAt("train", 7, "SIGINT", output, false);
    expect(errors).toMatch(/Stopped after update 7 of 20; .*step-00000007 is saved/);
    const saved = await latestCheckpoint(join(output, "toy", "checkpoints", "mle-seed1"));
    expect(saved?.training.step).toBe(7);
    expect(timeless((await run(toyRun(output, { resume: true }))).runs)).toEqual(
      timeless(expected.runs),
    );
  });

  it("goes on bit for bit on ONNX Runtime too: weights, moments, value head and marks", async () => {
    const config: Partial<RunConfig> = {
      backend: onnxruntime({ threads: 2 }),
      objective: [awr({ beta: 0.05 }), conditional({ threshold: quantile(0.5) })],
    };
    const uninterrupted = await temporaryFolder();
    const expected = await run(toyRun(uninterrupted, config));
    const output = await temporaryFolder();
    for (const job of [1, 2]) {
      const stop = new AbortController();
      const listeners: Listener[] = [
        (event) =>
          event.type === "train" && event.job.number === job && event.step === 7 && stop.abort(),
      ];
      const stopped = toyRun(output, {
        ...config,
        resume: job > 1,
        signal: stop.signal,
        listeners,
      });
      await expect(run(stopped)).rejects.toMatchObject({ code: "interrupted" });
    }
    const resumed = await run(toyRun(output, { ...config, resume: true }));
    expect(timeless(resumed.runs)).toEqual(timeless(expected.runs));
    expect(await finalStates(output)).toEqual(await finalStates(uninterrupted));
  });

  it("stops in every phase when it is told to, and can go on", async () => {
    const output = await temporaryFolder();
    const config = { objective: mle(), resume: true };
    for (const at of ["score", "tokenizer", "pack", "train", "evaluate", "sample"]) {
      const controller = new AbortController();
      const stop = (event: RunEvent) => {
        if ((event.type === "progress" ? event.phase : event.type) === at) controller.abort();
      };
      const stopped = run(
        toyRun(output, { ...config, signal: controller.signal, listeners: [stop] }),
      );
      await expect(stopped, at).rejects.toMatchObject({
        code: "interrupted",
        message: expect.stringMatching(/^Stopped (while|after).*resume/),
      });
    }
    const expected = await run(toyRun(await temporaryFolder(), { objective: mle() }));
    expect(timeless((await run(toyRun(output, config))).runs)).toEqual(timeless(expected.runs));
  });

  it("saves what was trained when it is stopped while the next epoch is packed", async () => {
    const changes: Partial<RunConfig> = {
      objective: conditional({ threshold: 0 }), // its marks are drawn anew each epoch
      corpus: fromTexts("letters", letters.slice(0, 60)),
      training: { ...toyRun("").training, tokens: 40 * 128, checkpointEvery: 40 },
    };
    const output = await temporaryFolder();
    const controller = new AbortController();
    let trained = false;
    const stop = (event: RunEvent) => {
      trained ||= event.type === "train";
      if (trained && event.type === "progress" && event.phase === "pack") controller.abort();
    };
    const stopped = run(
      toyRun(output, { ...changes, signal: controller.signal, listeners: [stop] }),
    );
    await expect(stopped).rejects.toThrow(/Stopped after update \d+ of 40; .*step-\d+ is saved/);
    const resumed = await run(toyRun(output, { ...changes, resume: true }));
    const expected = await run(toyRun(await temporaryFolder(), changes));
    expect(timeless(resumed.runs)).toEqual(timeless(expected.runs));
  });

  it("refuses to overwrite a run, and to resume it with other settings", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { objective: mle() }));
    await expect(run(toyRun(output, { objective: mle() }))).rejects.toThrow(
      /exists.*--resume.*choose another name/,
    );
    const { training } = toyRun(output);
    const changed = { objective: mle(), resume: true, training: { ...training, learningRate: 1 } };
    await expect(run(toyRun(output, changed))).rejects.toThrow(
      /started with training.learningRate = 0.005, now it is 1/,
    );
    const smaller = { objective: mle(), resume: true, tokenizer: { vocabulary: 280 } };
    await expect(run(toyRun(output, smaller))).rejects.toThrow(
      /tokenizer.vocabulary = 300, now it is 280/,
    );
  });

  it("refuses another corpus of the same name, and another tokenizer", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { objective: mle() }));
    const resumed = { objective: mle(), resume: true };
    const corpus = fromTexts("letters", [...letters.slice(0, -1), "Another.\n"]);
    await expect(run(toyRun(output, { ...resumed, corpus }))).rejects.toThrow(
      /corpus is not the one that the run .*toy was started with.*Restore the corpus/,
    );
    await copyFile(
      join(output, "toy", "checkpoints", "mle-seed1", "step-00000020", "tokenizer.json"),
      join(output, "toy", "tokenizer.json"),
    );
    await run(toyRun(output, resumed));
    const file = join(output, "toy", "tokenizer.json");
    const json = JSON.parse(await readFile(file, "utf8"));
    json.model.merges.reverse();
    await writeFile(file, JSON.stringify(json));
    await expect(run(toyRun(output, resumed))).rejects.toThrow(/tokenizer is not the one/);
  });

  it("of a finished run writes the same report again", async () => {
    const output = await temporaryFolder();
    const first = await run(toyRun(output, { objective: mle() }));
    const again = await run(toyRun(output, { objective: mle(), resume: true }));
    expect(again.runs).toEqual(first.runs); // what a clock said is kept too
    expect(again.totalSeconds).toBeGreaterThan(first.totalSeconds);
  });

  it("reading a checkpoint touches nothing: the run may be writing the next", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "step-00000010.0123abcd.tmp"));
    expect(await latestCheckpoint(folder)).toBeUndefined();
    expect(await namesIn(folder)).toEqual(["step-00000010.0123abcd.tmp"]);
  });

  it("notices each file of a checkpoint that is truncated or bit-flipped, and leaves all as they are", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { objective: mle() }));
    const job = join(output, "toy", "checkpoints", "mle-seed1");
    const step = join(job, "step-00000020");
    const names = ["model.safetensors", "optimizer.safetensors", "checkpoint.json"];
    for (const name of [...names, "config.json", "tokenizer.json"]) {
      const file = join(step, name);
      const whole = await readFile(file);
      await truncate(file, whole.length - 5);
      await expect(latestCheckpoint(job), name).rejects.toThrow(/damaged|not JSON/);
      for (const at of [0, Math.floor(whole.length / 2), whole.length - 3]) {
        const flipped = Uint8Array.from(whole);
        flipped[at] ^= 4;
        await writeFile(file, flipped);
        await expect(latestCheckpoint(job), name).rejects.toMatchObject({ code: "corrupt" });
      }
      await writeFile(file, whole);
    }
    expect(await namesIn(job)).toEqual(["result.json", "step-00000020"]);
    expect((await latestCheckpoint(job))?.training.step).toBe(20);
  });
});
