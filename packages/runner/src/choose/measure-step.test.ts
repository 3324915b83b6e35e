import { setTimeout as sleep } from "node:timers/promises";
import { reference } from "@preflm/backend-reference";
import type { Batch, Model } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { measureStep } from "./measure-step.ts";
import { nano, slow } from "./test-support.ts";

const load = (backend = reference()) => backend.load(nano, initialise(nano, 1));

describe("measureStep", () => {
  it("counts the micro-batches of an update, and AdamW once", async () => {
    const real = await load(slow("slow", 30).backend);
    const update: Model["update"] = (...given) => sleep(100).then(() => real.update(...given));
    const shape = { rows: 2, columns: 8 };
    const one = await measureStep({ ...real, update }, shape);
    const four = await measureStep({ ...real, update }, { ...shape, accumulate: 4 });
    expect(one.secondsPerUpdate).toBeGreaterThan(0.129);
    expect(four.secondsPerUpdate).toBeGreaterThan(0.219); // 4 × 30 ms and 100 ms, or more on a busy machine
    expect(four.secondsPerUpdate).toBeLessThan(4 * 0.13);
    expect(four.tokensPerSecond).toBeCloseTo((4 * 16) / four.secondsPerUpdate, 6);
    expect(one.steps).toBeGreaterThanOrEqual(3);
  });

  it("gives the model batches of the shape, and asks the objective for their loss", async () => {
    const real = await load();
    const seen: Batch[] = [];
    const model: Model = {
      ...real,
      accumulate: (batch, ...rest) => {
        seen.push(batch);
        return real.accumulate(batch, ...rest);
      },
    };
    const asked: Batch[] = [];
    const loss = (batch: Batch) => {
      asked.push(batch);
      return { likelihood: new Float32Array(batch.targets.length) };
    };
    await measureStep(model, { rows: 3, columns: 5, loss });
    expect(new Set(seen.map(({ rows, columns }) => `${rows} × ${columns}`))).toEqual(
      new Set(["1 × 5", "3 × 5"]),
    );
    expect(seen.every((batch) => asked.includes(batch))).toBe(true);
  });

  it("ends in about its limit, with an estimate from smaller batches", async () => {
    const model = await load(slow("slow", 100).backend);
    const began = performance.now();
    const time = await measureStep(model, { rows: 50, columns: 8, limit: 0.5 });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(time.steps).toBe(0);
    expect(time.secondsPerUpdate).toBeGreaterThan(50 * 0.099);
  });

  it("does not take the time of first calls, which compile, for that of all", async () => {
    const first = { accumulate: true, update: true };
    const wait = async (what: keyof typeof first) => {
      await sleep(first[what] ? 400 : 20);
      first[what] = false;
    };
    const real = await load();
    const model: Model = {
      ...real,
      accumulate: (...given) => wait("accumulate").then(() => real.accumulate(...given)),
      update: (...given) => wait("update").then(() => real.update(...given)),
    };
    const time = await measureStep(model, { rows: 50, columns: 8, limit: 1 });
    expect(time.steps).toBe(0);
    expect(time.secondsPerUpdate).toBeLessThan(2.5); // 50 × 20 ms and 20 ms
  });

  it("rejects a model that computes no loss", async () => {
    const model = { ...(await load()), accumulate: async () => Infinity };
    await expect(measureStep(model, { rows: 1, columns: 8 })).rejects.toThrow(/loss of Infinity/);
  });
});
