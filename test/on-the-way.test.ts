import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { reference } from "@preflm/backend-reference";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import {
  latestCheckpoint,
  loadCheckpoint,
  type RunConfig,
  type RunEvent,
  run,
  sample,
} from "preflm";
import { describe, expect, it } from "vitest";
import { namesIn, temporaryFolder, toyRun } from "./toy.ts";

const child = fileURLToPath(new URL("resume-child.ts", import.meta.url));

/** The checkpoint of a job of the toy run. */
async function checkpointOf(output: string, job: string, folder = "checkpoints") {
  const checkpoint = await latestCheckpoint(join(output, "toy", folder, job));
  if (!checkpoint) throw new Error(`${job} left no checkpoint`);
  return checkpoint;
}

/** Stops a run at the n-th event of a type or of a phase, and goes on with it to the end. */
async function inTwoParts(output: string, changes: Partial<RunConfig>, at: string, n: number) {
  const stop = new AbortController();
  let heard = 0;
  const listener = (event: RunEvent) => {
    const name = event.type === "progress" ? event.phase : event.type;
    if (name === at && ++heard === n) stop.abort();
  };
  const first = toyRun(output, { ...changes, signal: stop.signal, listeners: [listener] });
  await expect(run(first)).rejects.toMatchObject({ code: "interrupted" });
  return run(toyRun(output, { ...changes, resume: true }));
}

const evaluation = { heldOut: 0.1, characters: 1000, samples: 6 };

describe("measuring on the way", () => {
  it.each([["reference"], ["onnxruntime"]])(
    "changes no bit of the model, on %s",
    async (backend) => {
      const changes: Partial<RunConfig> = {
        objective: conditional({ threshold: 0 }),
        ...(backend === "onnxruntime" ? { backend: onnxruntime({ threads: 2 }) } : {}),
      };
      const [without, withPoints] = [await temporaryFolder(), await temporaryFolder()];
      await run(toyRun(without, changes));
      const at = [0, 0.3, 0.5, 1];
      await run(toyRun(withPoints, { ...changes, evaluation: { ...evaluation, at } }));
      const plain = await checkpointOf(without, "conditional-seed1");
      const measured = await checkpointOf(withPoints, "conditional-seed1");
      expect(measured.state).toEqual(plain.state);
      expect(plain.training.points).toEqual([]);
      expect(measured.training.points.map(({ tokens }) => tokens)).toEqual([0, 6 * 128, 10 * 128]);
    },
  );

  it("is done once, wherever the run was stopped", async () => {
    const changes: Partial<RunConfig> = {
      objective: mle(),
      evaluation: { ...evaluation, at: [0.2, 0.6] },
    };
    const [whole, pieces] = [await temporaryFolder(), await temporaryFolder()];
    await run(toyRun(whole, changes));
    const expected = await checkpointOf(whole, "mle-seed1");
    expect(expected.training.points).toHaveLength(2);
    for (const [at, n] of [
      ["train", 4],
      ["evaluate", 1],

      ["evaluate", 5],
    ] as const) {
      const output = join(pieces, `${at}-${n}`);
      await inTwoParts(output, changes, at, n);
      const { state, training } = await checkpointOf(output, "mle-seed1");
      expect(training.points, at).toEqual(expected.training.points);
      expect(state, at).toEqual(expected.state);
    }
  });
});

describe("keeping checkpoints", () => {
  const { training } = toyRun("");
  const keep = { ...training, keep: [0.5, 0.88, 1] };
  const steps = ["step-00000010", "step-00000018", "step-00000020"];

  it("keeps what a run that stops at that update has, for good, to sample from too", async () => {
    const [output, stopped] = [await temporaryFolder(), await temporaryFolder()];
    await run(toyRun(output, { objective: mle(), training: keep }));
    const folder = join(output, "toy", "kept", "mle-seed1");
    expect(await namesIn(folder)).toEqual(steps);
    const stop = new AbortController();
    const listener = (event: RunEvent) =>
      event.type === "train" && event.step === 10 && stop.abort();
    const config = { objective: mle(), signal: stop.signal, listeners: [listener] };
    await expect(run(toyRun(stopped, config))).rejects.toMatchObject({ code: "interrupted" });
    const kept = await loadCheckpoint(join(folder, steps[0]));
    expect(kept.state).toEqual((await checkpointOf(stopped, "mle-seed1")).state);
    expect(kept.training).toMatchObject({ step: 10, steps: 20 });
    const path = join(folder, steps[0]);
    expect(await sample({ path, backend: reference(), count: 2 })).toHaveLength(2);
  });

  it("has all of them after kills before, between and after, whatever these leave", {
    timeout: 120_000,
  }, async () => {
    const changes = { training: keep, evaluation: { ...evaluation, at: [0.5, 0.7] } };
    const [whole, output] = [await temporaryFolder(), await temporaryFolder()];
    await run(toyRun(whole, changes));
    const kill = async (at: string, n: number) => {
      const flags = ["--conditions=preflm:source", "--import", "tsx", child];
      const given = [output, "resume", "SIGKILL", at, String(n), JSON.stringify(changes)];
      const running = spawn(process.execPath, [...flags, ...given], { stdio: "ignore" });
      expect(await once(running, "close")).toEqual([null, "SIGKILL"]);
    };
    const job = join(output, "toy", "kept", "mle-seed1");
    await kill("train", 10); // it is trained and not yet saved
    expect(await namesIn(job)).toEqual([]);
    await kill("checkpoint", 1); // it is kept
    expect(await namesIn(job)).toEqual(steps.slice(0, 1));
    await cp(join(job, steps[0]), join(job, `${steps[1]}.0123abcd.tmp`), { recursive: true });
    await kill("train", 20); // in the second job
    expect(await namesIn(job)).toEqual(steps);
    await run(toyRun(output, { ...changes, resume: true }));
    for (const name of ["mle-seed1", "conditional-seed1"]) {
      const [folder, expected] = [output, whole].map((root) => join(root, "toy", "kept", name));
      expect(await namesIn(folder)).toEqual(steps);
      for (const step of steps) {
        const [is, was] = await Promise.all(
          [folder, expected].map((parent) => loadCheckpoint(join(parent, step))),
        );
        expect(is.state).toEqual(was.state);
        expect(is.training.points).toEqual(was.training.points);
      }
    }
  });
});
