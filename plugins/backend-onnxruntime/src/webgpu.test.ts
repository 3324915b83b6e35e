import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reference } from "@preflm/backend-reference";
import type { Backend, Batch, ModelConfig, TokenLoss } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { onnxruntime } from "./index.ts";

/** The software Vulkan driver that Debian's chromium package brings; a real driver is used where one is named. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

const installed = existsSync(SWIFTSHADER) || process.env.VK_ICD_FILENAMES !== undefined;
if (installed) {
  process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
  process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), "preflm-"));
}
const MISSING = "needs a Vulkan driver: `apt install chromium libvulkan1` brings SwiftShader";
const SLOW = "takes three minutes on SwiftShader: CI runs it, or set PREFLM_WEBGPU=1";
const wanted = Boolean(process.env.CI || process.env.PREFLM_WEBGPU);

const config: ModelConfig = {
  layers: 1,
  width: 12,
  heads: 3,
  context: 5,
  vocabulary: 13,
  valueHead: "negative-sigmoid",
};
const batch: Batch = {
  rows: 2,
  columns: 4,
  inputs: Int32Array.of(1, 2, 3, 4, 12, 0, 0, 7),
  targets: Int32Array.of(2, 3, 4, 5, 0, 0, 7, 11),
  scores: new Float32Array(8),
};
const loss: TokenLoss = {
  likelihood: Float32Array.of(1, 0, 1, 0.5, 1, 1, 0.25, 1),
  unlikelihood: Float32Array.of(0, 1, 0.5, 0, 1, 0, 0, 2),
  value: {
    weight: 0.5,
    target: Float32Array.of(0, -1, -0.5, 0, 0, -0.2, 0, -1),
    advantage: { beta: 0.5, maxWeight: 2 },
  },
};

/** Loss, norm of the gradient and weights of one step with every term of the loss. */
async function train(backend: Backend) {
  const model = await backend.load(config, initialise(config, 1, 0.3));
  const total = await model.accumulate(batch, loss, 0.5);
  const norm = await model.update({
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-3,
    weightDecay: 0.1,
    clipNorm: 1,
  });
  const { weights } = await model.save();
  model.dispose();
  return { total, norm, weights };
}

describe("the webgpu device", () => {
  it("trains as the reference does", { timeout: 120_000 }, async (ctx) => {
    if (!installed) ctx.skip(MISSING);
    const backend = onnxruntime({ device: "webgpu" });
    expect(await backend.probe()).toMatchObject({ device: "webgpu" });
    const actual = await train(backend);
    const expected = await train(reference());
    for (const key of ["total", "norm"] as const)
      expect(Math.abs(actual[key] / expected[key] - 1), key).toBeLessThan(1e-5);
    for (const [name, values] of Object.entries(expected.weights)) {
      const worst = values.map((value, i) => Math.abs(value - actual.weights[name][i]));
      expect(Math.max(...worst), name).toBeLessThan(1e-5);
    }
  });
});

testBackend(onnxruntime({ device: "webgpu" }), {
  oracle: reference(),
  exact: false,
  ...(!installed ? { skip: MISSING } : wanted ? {} : { skip: SLOW }),
});
