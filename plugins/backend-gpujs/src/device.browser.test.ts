import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { type Device, openDevice } from "./device.ts";
import { createModel } from "./model.ts";

const timeout = 120_000;
const config = { layers: 1, width: 6, heads: 2, context: 8, vocabulary: 7 };
const adamw = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-3,
  weightDecay: 0.1,
  clipNorm: 1,
};
const tokens = Int32Array.of(1, 2, 3, 4);
const batch = { rows: 1, columns: 4, inputs: tokens, targets: tokens, scores: new Float32Array(4) };
const loss = { likelihood: new Float32Array(4).fill(1) };

/** Some of all that a model does, and its end. */
async function live(device: Device): Promise<void> {
  const model = await createModel(device, config, initialise(config, 1));
  for (let i = 0; i < 3; i++) {
    await model.accumulate(batch, loss, 1);
    await model.update(adamw);
  }
  const decoder = await model.decode([tokens, tokens.subarray(2)]);
  await decoder.step(Int32Array.of(5, 6));
  await model.save();
  decoder.dispose();
  model.dispose();
  await device.exclusively(async () => {});
}

describe("a device of WebGL", () => {
  it.each(["webgl", "webgl2"] as const)(
    "keeps no texture of a model that is disposed of: %s",
    { timeout },
    async (mode) => {
      const { WebGLRenderingContext, WebGL2RenderingContext } = globalThis as unknown as Page;
      const { prototype } = mode === "webgl" ? WebGLRenderingContext : WebGL2RenderingContext;
      const { createTexture, deleteTexture } = prototype;
      const alive = new Set<unknown>();
      prototype.createTexture = function () {
        const texture = createTexture.call(this);
        alive.add(texture);
        return texture;
      };
      prototype.deleteTexture = function (texture) {
        alive.delete(texture);
        deleteTexture.call(this, texture);
      };
      try {
        const device = await openDevice(mode, { kernels: 90, numbers: 0 });
        const before = alive.size;
        await live(device);
        expect(device.kernels()).toBe(0);
        expect(alive.size).toBe(before);
      } finally {
        Object.assign(prototype, { createTexture, deleteTexture });
      }
    },
  );

  it("says that its context was lost, and what to do", { timeout }, async () => {
    const { WebGL2RenderingContext } = globalThis as unknown as Page;
    const { prototype } = WebGL2RenderingContext;
    const { createTexture } = prototype;
    let context: Context | undefined;
    prototype.createTexture = function () {
      context = this;
      return createTexture.call(this);
    };
    try {
      const device = await openDevice("webgl2");
      const model = await createModel(device, config, initialise(config, 1));
      await model.evaluate(batch);
      context?.getExtension("WEBGL_lose_context")?.loseContext();
      const lost = { code: "unavailable", message: expect.stringMatching(/lost.*new gpujs/) };
      await expect(model.evaluate(batch)).rejects.toMatchObject(lost); // by kernels that were compiled before
      await expect(model.accumulate(batch, loss, 1)).rejects.toMatchObject(lost); // by new ones
      model.dispose();
    } finally {
      Object.assign(prototype, { createTexture });
    }
  });
});

describe("a device of WebGPU", () => {
  it("says that it was lost, and what to do", { timeout }, async () => {
    const { prototype } = (globalThis as unknown as Page).GPUAdapter;
    const { requestDevice } = prototype;
    let gpu: { destroy(): void } | undefined;
    prototype.requestDevice = async function (...given) {
      gpu = await requestDevice.apply(this, given);
      return gpu;
    };
    try {
      const device = await openDevice("webgpu");
      const model = await createModel(device, config, initialise(config, 1));
      await model.evaluate(batch);
      gpu?.destroy();
      await expect(model.evaluate(batch)).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/lost.*new gpujs/),
      });
      model.dispose();
    } finally {
      Object.assign(prototype, { requestDevice });
    }
  });
});

interface Context {
  createTexture(): unknown;
  deleteTexture(texture: unknown): void;
  getExtension(name: "WEBGL_lose_context"): { loseContext(): void } | null;
}

/** What is used of the page. */
interface Page {
  readonly WebGLRenderingContext: { readonly prototype: Context };
  readonly WebGL2RenderingContext: { readonly prototype: Context };
  readonly GPUAdapter: {
    readonly prototype: { requestDevice(...given: unknown[]): Promise<{ destroy(): void }> };
  };
}
