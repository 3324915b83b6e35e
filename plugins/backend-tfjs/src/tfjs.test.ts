import { reference } from "@preflm/backend-reference";
import type { Model } from "@preflm/core";
import { initialise, sizes } from "@preflm/gpt";
import { expectToTrain } from "@preflm/testkit";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { type TfjsOptions, tfjs } from "./index.ts";

const oracle = reference();

describe("tfjs", () => {
  it("names unknown options and engines, and what is no tfjs", () => {
    const wrong: Record<string, unknown>[] = [{ engin: "cpu" }, { engine: "gpu" }, { tf: {} }];
    for (const options of wrong) expect(() => tfjs(options)).toThrow(/tfjs.*(engin|gpu|tf)/);
  });

  it("computes with a given tfjs on the backend that it has, and leaves it there", async () => {
    await tfjs({ engine: "wasm" }).probe();
    await tfjs({ engine: "cpu" }).probe();
    await tf.setBackend("cpu");
    const given = tfjs({ tf });
    expect(await given.probe()).toMatchObject({ device: "cpu" });
    await expectToTrain(tfjs({ tf, engine: "wasm" }), { oracle });
    expect(tf.getBackend()).toBe("cpu");
  });

  it("opens engines at the same time and trains on them in turns", async () => {
    const backends = [tfjs({ engine: "wasm" }), tfjs({ engine: "cpu" }), tfjs()];
    const reports = await Promise.all(backends.map((backend) => backend.probe()));
    expect(reports.map(({ device }) => device)).toEqual(["wasm", "cpu", "wasm"]);
    await Promise.all(backends.map((backend) => expectToTrain(backend, { oracle })));
  });

  it("keeps the number of tensors over 50 steps, and none after dispose", {
    timeout: 120_000,
  }, async () => {
    const config = { layers: 1, width: 8, heads: 2, context: 20, vocabulary: 13 };
    for (const engine of ["wasm", "cpu"] as const) {
      const backend = tfjs({ engine });
      await backend.probe();
      const before = tf.memory().numTensors;
      const model = await backend.load(config, initialise(config, 1, 0.3));
      await work(model);
      const trained = tf.memory();
      for (let step = 0; step < 50; step++) await work(model);
      expect(tf.memory().numTensors, engine).toBe(trained.numTensors);
      expect(tf.memory().numBytes, engine).toBe(trained.numBytes);
      await model.decode([Int32Array.of(1)]); // left to the model
      model.dispose();
      expect(tf.memory().numTensors, engine).toBe(before);
    }
  });

  it("refuses a model that the memory of WebAssembly cannot hold", async () => {
    const config = { ...sizes.gpt2, vocabulary: 50257 };
    await expect(tfjs().load(config, { weights: {} })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/124 million weights.*4 GiB.*107 million/),
    });
  });

  it("ends the calls under way when it is disposed of, and frees what they made", async () => {
    const config = { layers: 1, width: 4, heads: 1, context: 4, vocabulary: 5 };
    const backend = tfjs();
    await backend.probe();
    const before = tf.memory().numTensors;
    const model = await backend.load(config, initialise(config, 1));
    const tokens = Int32Array.of(1, 2);
    const batch = {
      rows: 1,
      columns: 2,
      inputs: tokens,
      targets: tokens,
      scores: new Float32Array(2),
    };
    const pending = [
      model.accumulate(batch, { likelihood: new Float32Array(2) }, 1),
      model.update(adamw),
      model.decode([tokens]),
    ];
    model.dispose();
    for (const result of await Promise.allSettled(pending))
      expect(result).toMatchObject({ reason: { code: "invalid-input" } });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("an engine that is not there", () => {
  const unavailable: readonly (readonly [string, TfjsOptions, RegExp])[] = [
    [
      "no package",
      { engine: "node" },
      /tfjs-node cannot be loaded: it is not installed. Run `npm install @tensorflow\/tfjs-node@4.22.0`/,
    ],
    [
      "no browser",
      { engine: "webgl" },
      /"webgl" does not start here. It needs a browser with WebGL/,
    ],
    [
      "no WebGPU",
      { engine: "webgpu" },
      /"webgpu" does not start here. It needs a browser with WebGPU/,
    ],
  ];
  it.each(unavailable)("says what to do: %s", async (_, options, message) => {
    const error = expect.objectContaining({
      code: "unavailable",
      message: expect.stringMatching(message),
    });
    await expect(tfjs(options).probe()).rejects.toEqual(error);
  });

  it("never computes on the CPU where node-gpu was asked for", async () => {
    for (const [state, message] of [
      [{ isGPUPackage: true, isUsingGpuDevice: false }, /found no GPU.*CUDA 11\.2.*nvidia-smi/],
      [{ isGPUPackage: false, isUsingGpuDevice: false }, /tfjs-node was loaded before it/],
    ] as const) {
      tf.registerBackend("tensorflow", () => Object.assign(new MathBackendCPU(), state));
      const backend = tfjs({ engine: "node-gpu", tf });
      await expect(backend.probe()).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(message),
      });
      tf.removeBackend("tensorflow");
    }
  });
});

const adamw = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

/** Everything a training run does. */
async function work(model: Model): Promise<void> {
  const tokens = Int32Array.from({ length: 18 }, (_, i) => i % 13);
  const batch = {
    rows: 1,
    columns: 18,
    inputs: tokens,
    targets: tokens,
    scores: new Float32Array(18),
  };
  await model.accumulate(batch, { likelihood: new Float32Array(18).fill(1) }, 1);
  await model.accumulate(batch, { likelihood: new Float32Array(18).fill(1) }, 1);
  await model.update(adamw);
  await model.evaluate(batch);
  await model.save();
  const decoder = await model.decode([tokens.subarray(0, 15), tokens.subarray(0, 3)]);
  await decoder.step(Int32Array.of(1, 2));
  await decoder.step(Int32Array.of(1, 2)); // more room
  decoder.select([1, 1, 0]);
  decoder.select([0]); // less room
  await decoder.step(Int32Array.of(3));
  decoder.dispose();
  const many = await model.decode(Array.from({ length: 300 }, () => tokens.subarray(0, 1))); // in two runs
  many.dispose();
}
