import { random } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { type Device, openDevice, type Tensor } from "./device.ts";
import { sourceOf, threads } from "./kernels.ts";
import { product } from "./layers/matmul.ts";
import { createModel } from "./model.ts";
import { inScope } from "./scope.ts";

describe("a device", () => {
  it("sums over more than gpu.js's thousand iterations of a loop", async () => {
    const device = await openDevice("cpu");
    const length = 3000;
    const [sum] = await inScope(device, async (scope) => {
      const row = await scope.upload(new Float32Array(length).fill(1), 1, length);
      const column = await scope.upload(new Float32Array(length).fill(2), length, 1);
      return scope.read(await product(scope, row, column));
    });
    expect(sum).toBe(2 * length);
  });

  it("gives back every bit that it was given", async () => {
    const device = await openDevice("cpu");
    const uniform = random("gpujs device");
    const values = Float32Array.from({ length: 15 }, () => uniform() - 0.5);
    const tensor = await device.upload(values, 3, 5);
    expect(await device.read(tensor)).toEqual(values);
  });

  it("does one thing after the other, also after one that failed", async () => {
    const device = await openDevice("cpu");
    const order: string[] = [];
    const slow = device.exclusively(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push("slow");
      throw new Error("no");
    });
    const fast = device.exclusively(async () => order.push("fast"));
    await expect(slow).rejects.toThrow("no");
    await fast;
    expect(order).toEqual(["slow", "fast"]);
  });
});

describe("a model", () => {
  it("frees every tensor that it makes: in each step but its state, and in the end that too", async () => {
    const alive = new Set<Tensor>();
    const device = counting(await openDevice("cpu"), alive);
    const config = { layers: 1, width: 4, heads: 2, context: 6, vocabulary: 5 };
    const model = await createModel(device, config, initialise(config, 1));
    const state = alive.size;
    const batch = {
      rows: 1,
      columns: 3,
      inputs: Int32Array.of(0, 1, 2),
      targets: Int32Array.of(1, 2, 3),
      scores: new Float32Array(3),
    };
    await model.accumulate(batch, { likelihood: new Float32Array(3).fill(1) }, 1);
    const adam = {
      learningRate: 1,
      beta1: 0.9,
      beta2: 0.9,
      epsilon: 1,
      weightDecay: 0,
      clipNorm: 1,
    };
    await model.update(adam);
    await model.evaluate(batch);
    await model.save();
    expect(alive.size).toBe(state);
    const decoder = await model.decode([Int32Array.of(1), Int32Array.of(1, 2)]);
    await decoder.step(Int32Array.of(3, 4));
    decoder.select([1, 1, 0]);
    await decoder.step(Int32Array.of(3, 4, 0));
    expect(alive.size).toBe(state + config.layers);
    decoder.dispose();
    model.dispose();
    await device.exclusively(async () => {});
    expect(alive.size).toBe(0);
  });
});

describe("a model that cannot be loaded", () => {
  it("leaves nothing on the device", async () => {
    const alive = new Set<Tensor>();
    const device = counting(await openDevice("cpu"), alive);
    let uploads = 0;
    const full: Device = {
      ...device,
      upload: (...given) =>
        ++uploads > 20 ? Promise.reject(new Error("memory")) : device.upload(...given),
    };
    const config = { layers: 1, width: 4, heads: 2, context: 6, vocabulary: 5 };
    await expect(createModel(full, config, initialise(config, 1))).rejects.toThrow("memory");
    expect(uploads).toBe(21);
    expect(alive.size).toBe(0);
  });
});

describe("a kernel", () => {
  it("lies as its matrix, or folded in two where a side is too long for a texture", () => {
    expect(threads(3, 4, 10)).toEqual([4, 3]);
    expect(threads(11, 4, 10)).toEqual([4, 6, 2]);
    expect(threads(1, 11, 10)).toEqual([11, 1, 2]);
    const kernel = { values: {}, rows: 11, columns: 4, body: "" };
    expect(sourceOf(kernel, [4, 6, 2])).toContain("const row = this.thread.y + this.thread.z * 6;");
  });
});

/** A device that notes which of its tensors were not freed, and fails where one is freed twice. */
function counting(device: Device, alive: Set<Tensor>): Device {
  const note = (tensor: Tensor): Tensor => {
    const noted = {
      ...tensor,
      free() {
        if (!alive.delete(noted)) throw new Error("freed twice");
        tensor.free();
      },
    };
    alive.add(noted);
    return noted;
  };
  return {
    ...device,
    run: async (kernel) => note(await device.run(kernel)),
    upload: async (values, rows, columns) => note(await device.upload(values, rows, columns)),
  };
}
