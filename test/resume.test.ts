import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mle } from "@preflm/objective-mle";
import { latestCheckpoint, type Report, run } from "preflm";
import { describe, expect, it } from "vitest";
import { namesIn, temporaryFolder, toyRun } from "./toy.ts";

const child = fileURLToPath(new URL("resume-child.ts", import.meta.url));

function start(output: string, resume = false): ChildProcess {
  const flags = ["--conditions=preflm:source", "--import", "tsx"];
  return spawn(process.execPath, [...flags, child, output, resume ? "resume" : "new"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts the run and sends the signal when so many updates have been told. */
async function stopAfter(updates: number, signal: NodeJS.Signals, output: string, resume = false) {
  const running = start(output, resume);
  let told = 0;
  let errors = "";
  running.stderr?.on("data", (data) => {
    errors += data;
  });
  running.stdout?.on("data", (data) => {
    told += String(data).split("update").length - 1;
    if (told >= updates) running.kill(signal);
  });
  const [code] = await once(running, "exit");
  return { code, errors };
}

const essence = (report: Report) => report.runs.map(({ seconds: _, ...entry }) => entry);
const finalStates = async (output: string) => {
  const folder = join(output, "toy", "checkpoints");
  const jobs = await namesIn(folder);
  return Promise.all(jobs.map(async (job) => (await latestCheckpoint(join(folder, job)))?.state));
};

describe("resuming", () => {
  it("goes on bit for bit after kills in the middle of any job", async () => {
    const uninterrupted = await temporaryFolder();
    const expected = await run(toyRun(uninterrupted));
    const output = await temporaryFolder();
    // Of 20 updates a job, checkpoints at each fifth: before the first, between two, in the second job.
    await stopAfter(3, "SIGKILL", output);
    await stopAfter(13, "SIGKILL", output, true);
    await stopAfter(17, "SIGKILL", output, true);
    const report = await run(toyRun(output, { resume: true }));
    expect(essence(report)).toEqual(essence(expected));
    expect(await finalStates(output)).toEqual(await finalStates(uninterrupted));
    expect(await namesIn(join(output, "toy"))).toEqual(await namesIn(join(uninterrupted, "toy")));
  });

  it("saves a checkpoint on Ctrl-C, says so, and goes on from exactly there", async () => {
    const uninterrupted = await temporaryFolder();
    const expected = await run(toyRun(uninterrupted));
    const output = await temporaryFolder();
    const { errors } = await stopAfter(7, "SIGINT", output);
    expect(errors).toMatch(/Stopped after update \d+ of 20; .*step-000000\d\d is saved/);
    const saved = await latestCheckpoint(join(output, "toy", "checkpoints", "mle-seed1"));
    expect(saved?.training.step).toBeGreaterThanOrEqual(7);
    expect(essence(await run(toyRun(output, { resume: true })))).toEqual(essence(expected));
  });

  it("stops by a caller's signal too", async () => {
    const controller = new AbortController();
    const listeners = [({ type }: { type: string }) => type === "train" && controller.abort()];
    const config = toyRun(await temporaryFolder(), {
      signal: controller.signal,
      listeners: listeners as never,
    });
    await expect(run(config)).rejects.toMatchObject({ code: "interrupted" });
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

  it.each(["model.safetensors", "optimizer.safetensors", "checkpoint.json", "tokenizer.json"])(
    "notices a truncated or bit-flipped %s and leaves all files as they are",
    async (name) => {
      const output = await temporaryFolder();
      await run(toyRun(output, { objective: mle() }));
      const job = join(output, "toy", "checkpoints", "mle-seed1");
      const file = join(job, "step-00000020", name);
      const whole = await readFile(file);

      await truncate(file, whole.length - 5);
      await expect(latestCheckpoint(job)).rejects.toThrow(/damaged|not JSON/);
      for (const at of [0, Math.floor(whole.length / 2), whole.length - 3]) {
        const flipped = Uint8Array.from(whole);
        flipped[at] ^= 4;
        await writeFile(file, flipped);
        await expect(latestCheckpoint(job)).rejects.toMatchObject({ code: "corrupt" });
      }
      expect(await namesIn(job)).toEqual(["result.json", "step-00000020"]);
      await writeFile(file, whole);
      expect((await latestCheckpoint(job))?.training.step).toBe(20);
    },
  );
});
