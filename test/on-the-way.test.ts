import { join } from "node:path";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { latestCheckpoint, type RunConfig, type RunEvent, run } from "preflm";
import { describe, expect, it } from "vitest";
import { temporaryFolder, toyRun } from "./toy.ts";

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

const evaluation = { heldOut: 0.1, characters: 1000 };

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
      ["checkpoint", 1],
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
