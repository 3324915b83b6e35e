import { reference } from "@preflm/backend-reference";
import type { Backend, Model } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { testBackend } from "@preflm/testkit";
import { describe, expect, inject, it } from "vitest";
import { openDevice } from "./device.ts";
import { type GpujsMode, gpujs } from "./index.ts";
import { productTransposed } from "./layers/matmul.ts";
import { inScope } from "./scope.ts";

const MODES: readonly GpujsMode[] = ["webgl2", "webgl", "webgpu"];

/** Most of it is compiling, which software is slow at. */
const SLOW = "takes a minute on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

for (const mode of MODES) {
  if (inject("slowBrowserTests")) testBackend(gpujs({ mode }), { oracle: reference() });
  else it(`passes the conformance kit in mode ${mode}`, (context) => context.skip(SLOW));
}

const config = { layers: 1, width: 6, heads: 2, context: 5, vocabulary: 7 };
const batch = {
  rows: 2,
  columns: 4,
  inputs: Int32Array.of(1, 2, 3, 4, 6, 0, 0, 5),
  targets: Int32Array.of(2, 3, 4, 5, 0, 0, 5, 1),
  scores: new Float32Array(8),
};
const loss = {
  likelihood: Float32Array.of(1, 0, 1, 0.5, 1, 1, 0.25, 1),
  unlikelihood: Float32Array.of(0, 1, 0.5, 0, 1, 0, 0, 2),
};
const step = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-3,
  weightDecay: 0.1,
  clipNorm: 1,
};
const timeout = 120_000;

async function train(model: Model, steps: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let i = 0; i < steps; i++)
    numbers.push(await model.accumulate(batch, loss, 0.5), await model.update(step));
  return numbers;
}

const load = (backend: Backend) => backend.load(config, initialise(config, 1, 0.3));

describe.each(MODES)("the mode %s", (mode) => {
  it("trains as the reference does, and says on what", { timeout }, async () => {
    const backend = gpujs({ mode });
    const { device, detail } = await backend.probe();
    expect(device).toBe(mode);
    expect(detail).toMatch(/gpu\.js, .+/);
    const actual = await train(await load(backend), 3);
    const expected = await train(await load(reference()), 3);
    for (const [i, value] of expected.entries())
      expect(Math.abs(actual[i] / value - 1)).toBeLessThan(1e-5);
  });
});

describe("textures", () => {
  it("are freed", { timeout }, async () => {
    const { WebGL2RenderingContext: Context } = globalThis as unknown as Page;
    const { createTexture, deleteTexture } = Context.prototype;
    let alive = 0;
    Context.prototype.createTexture = function () {
      alive++;
      return createTexture.call(this);
    };
    Context.prototype.deleteTexture = function (texture) {
      alive--;
      return deleteTexture.call(this, texture);
    };
    try {
      const model = await load(gpujs({ mode: "webgl2" }));
      await train(model, 3);
      const before = alive;
      await train(model, 5);
      expect(alive).toBe(before);
    } finally {
      Object.assign(Context.prototype, { createTexture, deleteTexture });
    }
  });

  it("hold matrices that are longer than they", { timeout }, async () => {
    const rows = 20_001;
    const x = Float32Array.from({ length: rows }, (_, row) => row);
    const products = await inScope(await openDevice("webgl2"), async (scope) => {
      const column = await scope.upload(x, rows, 1);
      return scope.read(await productTransposed(scope, column, await scope.upload([1, -2], 2, 1)));
    });
    expect(products.length).toBe(2 * rows);
    expect(products.every((value, i) => value === (i % 2 ? -2 : 1) * (i >> 1))).toBe(true);
  });
});

/** What is used of the page. */
interface Page {
  readonly WebGL2RenderingContext: {
    readonly prototype: {
      createTexture(): unknown;
      deleteTexture(texture: unknown): void;
    };
  };
}
