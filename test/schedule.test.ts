import { join } from "node:path";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { schedule } from "@preflm/objective-schedule";
import {
  fromTexts,
  latestCheckpoint,
  quantile,
  type RunConfig,
  type RunEvent,
  run,
  sample,
} from "preflm";
import { describe, expect, it } from "vitest";
import { letters, namesIn, temporaryFolder, toyRun } from "./toy.ts";

const { training } = toyRun("");

async function trained(output: string, job: string) {
  const checkpoint = await latestCheckpoint(join(output, "toy", "checkpoints", job));
  if (!checkpoint) throw new Error(`${job} left no checkpoint`);
  return checkpoint;
}

/** The checkpoint that a run of one objective leaves. */
async function result(objective: RunConfig["objective"], changes: Partial<RunConfig> = {}) {
  const output = await temporaryFolder();
  const report = await run(toyRun(output, { objective, ...changes }));
  return trained(output, `${report.runs[0].objective}-seed1`);
}

/** The state after a run that stops after each of these updates. */
async function interrupted(objective: RunConfig["objective"], after: readonly number[]) {
  const output = await temporaryFolder();
  let job = "";
  for (const step of [...after, Infinity]) {
    const stop = new AbortController();
    const listener = (event: RunEvent) => {
      if (event.type === "start") job = "";
      if (event.type === "train" && event.step === step) stop.abort();
      if ("job" in event && event.job) job = event.job.name;
    };
    const resume = step !== after[0];
    const config = toyRun(output, {
      objective,
      resume,
      signal: stop.signal,
      listeners: [listener],
    });
    if (step === Infinity) await run(config);
    else await expect(run(config)).rejects.toMatchObject({ code: "interrupted" });
  }
  return (await trained(output, job)).state;
}

const there = schedule([
  { objective: mle(), until: 0.5 },
  { objective: conditional({ threshold: quantile(0.6) }) },
]);

describe("a schedule", () => {
  it("of one phase equals its objective bit for bit", async () => {
    const objective = conditional({ threshold: quantile(0.6) });
    const [alone, scheduled] = [await result(objective), await result(schedule([{ objective }]))];
    expect(scheduled.state).toEqual(alone.state);
    expect(scheduled.training.generation).toEqual(alone.training.generation);
  });

  it("goes on bit for bit after stops in each phase and at the switch", async () => {
    const { state } = await result(there);
    expect(await interrupted(there, [4, 10, 13])).toEqual(state);
    expect(await interrupted(there, [9, 11])).toEqual(state);
  });

  it("trains each phase with its own marks, documents and value head, on ONNX Runtime too", async () => {
    const objective = schedule([
      { objective: filteredMle({ threshold: quantile(0.5) }), until: 0.3 },
      { objective: awr({ beta: 0.05 }), until: 0.7 },
      { objective: conditional({ threshold: 0 }) },
    ]);
    const points = { heldOut: 0.1, characters: 1000, at: [0.3] };
    const keep = { ...training, keep: [0.3, 0.7] };
    const changes = { training: keep, evaluation: points };
    const output = await temporaryFolder();
    const config = { ...changes, objective, backend: onnxruntime({ threads: 1 }) };
    await run(toyRun(output, config));
    const job = "filtered-mle-then-awr-then-conditional-seed1";
    expect(await namesIn(join(output, "toy", "kept", job))).toEqual([
      "step-00000006",
      "step-00000014",
    ]);
    const end = await trained(output, job);
    expect(end.config.valueHead).toBe("negative-sigmoid");
    const head = end.state.weights["value_head.weight"];
    expect(head.some((value) => value !== 0)).toBe(true);
    expect(end.training.points).toHaveLength(1);
    const asked = { path: join(output, "toy"), backend: onnxruntime({ threads: 1 }), count: 2 };
    expect(await sample({ ...asked, mark: "<|misaligned|>" })).toHaveLength(2);
  });

  it("has one vocabulary from the first checkpoint to the last", async () => {
    const output = await temporaryFolder();
    const keep = { ...training, keep: [0.1, 0.5] };
    await run(toyRun(output, { objective: there, training: keep }));
    const job = "mle-then-conditional-seed1";
    const before = await latestCheckpoint(join(output, "toy", "kept", job));
    const after = await trained(output, job);
    expect(before?.training.step).toBe(10);
    expect(before?.config).toEqual(after.config);
    const plain = await result(mle());
    expect(after.config.vocabulary).toBe(plain.config.vocabulary + 2);
  });

  it("begins as a run of its first objective on its first share of the documents", async () => {
    const [scheduled, alone] = [await temporaryFolder(), await temporaryFolder()];
    const keep = { ...training, keep: [0.5] };
    const phases = schedule([{ objective: mle(), until: 0.5 }, { objective: mle() }]);
    await run(toyRun(scheduled, { objective: phases, training: keep }));
    const share: RunConfig["training"] = { ...keep, documents: [0, 0.5] };
    await run(toyRun(alone, { objective: mle(), training: share }));
    const half = (output: string, job: string) =>
      latestCheckpoint(join(output, "toy", "kept", job)).then((found) => found?.state);
    const expected = await half(alone, "mle-seed1");
    expect(expected).toBeDefined();
    expect(await half(scheduled, "mle-then-mle-seed1")).toEqual(expected);
    expect((await trained(scheduled, "mle-then-mle-seed1")).state).not.toEqual(
      (await trained(alone, "mle-seed1")).state,
    );
  });

  it("cools down: marks until the last phase, and is sampled as it is told", async () => {
    const phases = [{ objective: conditional({ threshold: 0 }), until: 0.9 }, { objective: mle() }];
    const plain = await result(schedule(phases));
    expect(plain.training.generation).toEqual({ banned: ["<|aligned|>", "<|misaligned|>"] });
    const marked = await result(schedule(phases, { generation: "conditional" }));
    expect(marked.training.generation?.prefix).toBe("<|aligned|>");
    expect(marked.state).toEqual(plain.state);
  });

  it("refuses a phase whose documents fill no batch, before the first update", async () => {
    const trained: unknown[] = [];
    const listener = (event: RunEvent) => event.type === "train" && trained.push(event);
    const objective = schedule([
      { objective: mle(), until: 0.95 },
      { objective: filteredMle({ threshold: 0 }) },
    ]);
    const corpus = fromTexts("few", letters.slice(0, 40));
    const short = run(
      toyRun(await temporaryFolder(), { objective, corpus, listeners: [listener] }),
    );
    await expect(short).rejects.toThrow(
      /corpus is smaller than one batch|filtered out all|gave no document/,
    );
    expect(trained).toEqual([]);
  });

  it("refuses a phase without an update, before anything is read", async () => {
    const phases = [
      { objective: mle(), until: 0.501 },
      { objective: mle(), until: 0.51 },
      { objective: mle() },
    ];
    const short = run(toyRun(await temporaryFolder(), { objective: schedule(phases) }));
    await expect(short).rejects.toThrow(
      /phase 2, from 0.501 to 0.51 of the budget, has none of the 20/,
    );
  });
});
