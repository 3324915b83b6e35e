import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { type Device, openDevice } from "./device.ts";
import { createModel } from "./model.ts";

const rich = { kernels: Infinity, numbers: Infinity };
const config = { layers: 1, width: 4, heads: 2, context: 64, vocabulary: 5 };

const load = (device: Device, vocabulary = config.vocabulary) =>
  createModel(device, { ...config, vocabulary }, initialise({ ...config, vocabulary }, 1));

async function disposed(device: Device, things: readonly { dispose(): void }[]): Promise<void> {
  for (const thing of things) thing.dispose();
  await device.exclusively(async () => {});
}

describe("the kernel cache", () => {
  it("keeps no more than its limit, whatever the lengths of prompts, and the same logits", async () => {
    const limited = await openDevice("cpu", { kernels: 40, numbers: Infinity });
    const free = await openDevice("cpu", rich);
    const models = [await load(limited), await load(free)];
    for (const length of [1, 2, 5, 9, 17, 33, 2]) {
      const logits: Float32Array[] = [];
      for (const model of models) {
        const decoder = await model.decode([new Int32Array(length).fill(3)]);
        await decoder.step(Int32Array.of(1));
        logits.push(decoder.logits);
        decoder.dispose();
      }
      expect(logits[0]).toEqual(logits[1]);
      expect(limited.kernels()).toBeLessThanOrEqual(40);
    }
    expect(free.kernels()).toBeGreaterThan(100);
    await disposed(limited, models);
  });

  it("shares kernels among models of one size", async () => {
    const device = await openDevice("cpu");
    const evaluate = async () => {
      const model = await load(device);
      const tokens = Int32Array.of(1, 2, 3);
      await model.evaluate({
        rows: 1,
        columns: 3,
        inputs: tokens,
        targets: tokens,
        scores: new Float32Array(3),
      });
      return model;
    };
    const first = await evaluate();
    const count = device.kernels();
    const second = await evaluate();
    expect(device.kernels()).toBe(count);
    await disposed(device, [first, second]);
    expect(device.kernels()).toBe(count);
  });

  it("lets go of large kernels once no model is left, however many sizes there were", async () => {
    const device = await openDevice("cpu", { kernels: Infinity, numbers: 100 });
    const models = await Promise.all([7, 11, 13].map((vocabulary) => load(device, vocabulary)));
    expect(device.kernels()).toBeGreaterThan(6);
    await disposed(device, models.slice(1));
    expect(device.kernels()).toBeGreaterThan(6);
    await disposed(device, models);
    expect(device.kernels()).toBeLessThan(6);
  });

  it("keeps kernels whose results are in use beyond its limit", async () => {
    const device = await openDevice("cpu", { kernels: 0, numbers: 0 });
    const pair = await device.upload(Float32Array.of(1, 2), 1, 2);
    const double = await device.run({
      values: { pair },
      rows: 1,
      columns: 2,
      body: "return 2 * pair[0][column];",
    });
    pair.free();
    pair.free();
    expect(device.kernels()).toBe(1);
    expect(await device.read(double)).toEqual(Float32Array.of(2, 4));
    double.free();
    expect(device.kernels()).toBe(0);
  });
});
