import type { Model, ModelConfig } from "@preflm/core";
import { parameterCount } from "@preflm/gpt";
import { expectTrue } from "../compare.ts";
import { randomBatch, randomLoss, randomState } from "./cases.ts";
import { type BackendLaw, trainingStep, withModel } from "./subject.ts";

const config: ModelConfig = { layers: 1, width: 64, heads: 2, context: 8, vocabulary: 900 };
const STEPS = 50;
/** A leak of one copy of the weights per step, about 0.4 MB, would be 20 MB: fail well below. */
const LIVE_LIMIT = (STEPS / 4) * 4 * parameterCount(config);
/** The process's resident memory also holds freed pages and compiled code; it catches native leaks. */
const RESIDENT_LIMIT = (STEPS / 2) * 4 * parameterCount(config);

/**
 * Memory is read after a forced garbage collection: `external` of `process.memoryUsage()` (typed arrays,
 * and whatever native code reports) and `rss`. A leak grows in every window of 50 steps, noise does not,
 * so the law is broken if three windows in a row grow.
 */
export const memoryLaw: BackendLaw = {
  name: "keeps live memory flat over 50 steps",
  async skip() {
    return (await collector()) ? undefined : "no way to force a garbage collection here";
  },
  async check({ backend }) {
    const collect = (await collector()) ?? (async () => {});
    await withModel(backend, config, randomState(config), async (model) => {
      await work(model, 10);
      const growth: string[] = [];
      for (let window = 0; window < 3; window++) {
        await collect();
        const before = process.memoryUsage();
        await work(model, STEPS);
        await collect();
        const after = process.memoryUsage();
        const live = after.external - before.external;
        const resident = after.rss - before.rss;
        if (live <= LIVE_LIMIT && resident <= RESIDENT_LIMIT) return;
        growth.push(`${megabytes(live)} live and ${megabytes(resident)} resident`);
      }
      expectTrue(
        false,
        `Memory grew in each of three windows of ${STEPS} steps: ${growth.join("; ")} (a copy of the weights is ${megabytes(4 * parameterCount(config))}).`,
      );
    });
  },
};

/** Everything a training run does, in turn. */
async function work(model: Model, steps: number): Promise<void> {
  const batch = randomBatch(config, 1, 8);
  const loss = randomLoss(config, batch);
  for (let step = 0; step < steps; step++) {
    await model.accumulate(batch, loss, 0.1);
    await model.update(trainingStep);
    if (step % 5 === 0) {
      await model.evaluate(batch);
      await model.save();
      const decoder = await model.decode([batch.inputs.slice(0, 2)]);
      await decoder.step(Int32Array.of(1));
      decoder.dispose();
    }
  }
}

/** A full garbage collection, finalisers included; undefined where this runtime offers none. */
async function collector(): Promise<(() => Promise<void>) | undefined> {
  if (typeof process === "undefined" || !process.versions?.node) return undefined;
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const gc: unknown = globalThis.gc ?? runInNewContext("gc");
  if (typeof gc !== "function") return undefined;
  return async () => {
    for (let round = 0; round < 3; round++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
