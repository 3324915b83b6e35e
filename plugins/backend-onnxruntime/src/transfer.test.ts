import { existsSync } from "node:fs";
import { reference } from "@preflm/backend-reference";
import type { AdamW, Batch, Model } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { createModel } from "./model.ts";
import { openRuntime } from "./node-runtime.ts";
import type { AnyTensors, Runtime, Session } from "./runtime.ts";

/** The software Vulkan driver that Debian's chromium package brings. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const installed = existsSync(SWIFTSHADER) || process.env.VK_ICD_FILENAMES !== undefined;
if (installed) process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
const MISSING = "needs a Vulkan driver: `apt install chromium libvulkan1` brings SwiftShader";
const SLOW = "compiles 17 graphs on SwiftShader: CI runs it, or set PREFLM_WEBGPU=1";
const wanted = Boolean(process.env.CI || process.env.PREFLM_WEBGPU);

const config = { layers: 1, width: 8, heads: 2, context: 20, vocabulary: 100 };
const start = initialise(config, 1, 0.3);
const weightBytes = Object.values(start.weights).reduce((sum, w) => sum + w.byteLength, 0);
const adamw: AdamW = {
  ...{ learningRate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 },
};

function batch(columns: number): Batch {
  const tokens = Int32Array.from({ length: columns + 1 }, (_, i) => (7 * i) % config.vocabulary);
  const [inputs, targets] = [tokens.subarray(0, columns), tokens.subarray(1)];
  return { rows: 1, columns, inputs, targets, scores: new Float32Array(columns) };
}

const accumulate = (model: Model, columns: number) =>
  model.accumulate(batch(columns), { likelihood: new Float32Array(columns).fill(1) }, 1);

describe("a model on a device with memory of its own", { timeout: 120_000 }, () => {
  it("sends its weights once after an update and takes the gradient back once before the next", async (ctx) => {
    if (!installed) ctx.skip(MISSING);
    const { runtime, crossed } = counted(await openRuntime("webgpu", {}));
    const model = createModel(runtime, config, start);
    const decoder = await model.decode([Int32Array.of(1)]);
    for (let i = 0; i < 3; i++) await accumulate(model, 4);
    for (let i = 0; i < 3; i++) await decoder.step(Int32Array.of(i));
    await model.evaluate(batch(4));
    expect(crossed).toEqual({ in: weightBytes, out: 0 });
    await model.update(adamw);
    expect(crossed).toEqual({ in: weightBytes, out: weightBytes });
    await accumulate(model, 4);
    expect(crossed).toEqual({ in: 2 * weightBytes, out: weightBytes });
    model.dispose();
  });

  it("keeps its gradient when the graph that made it is forgotten for others", async (ctx) => {
    if (!installed || !wanted) ctx.skip(installed ? SLOW : MISSING);
    const runtime = await openRuntime("webgpu", {});
    const train = async (model: Model) => {
      const log = [await accumulate(model, 4)];
      for (let columns = 5; columns < 21; columns++)
        log.push((await model.evaluate(batch(columns))).logProbabilities[columns - 1]);
      log.push(await accumulate(model, 3), await model.update(adamw), await accumulate(model, 3));
      model.dispose();
      return log;
    };
    const actual = await train(createModel(runtime, config, start));
    const expected = await train(await reference().load(config, start));
    for (const [i, value] of expected.entries())
      expect(Math.abs(actual[i] / value - 1), `number ${i}`).toBeLessThan(1e-5);
  });
});

/** A runtime, and the bytes of weights and gradients that its runs read from host memory and wrote to it. */
function counted(runtime: Runtime) {
  const crossed = { in: 0, out: 0 };
  const sizes = (tensors: AnyTensors) =>
    Object.entries(tensors)
      .filter(([name]) => /^(x|copy)$|\.(weight|bias)\b/.test(name))
      .reduce(
        (sum, [, tensor]) =>
          sum + ("data" in tensor && tensor.location === "cpu" ? tensor.data.byteLength : 0),
        0,
      );
  const counting: Runtime = {
    ...runtime,
    async compile(graph, options) {
      const session = await runtime.compile(graph, options);
      const run: Session["run"] = (inputs, outputs) => {
        crossed.in += sizes(inputs);
        crossed.out += sizes(outputs);
        return session.run(inputs, outputs);
      };
      return { ...session, run };
    },
  };
  return { runtime: counting, crossed };
}
