import { reference } from "@preflm/backend-reference";
import { expectToTrain, testBackend } from "@preflm/testkit";
import { describe, expect, inject, it } from "vitest";
import { openDevice } from "./device.ts";
import { type GpujsMode, gpujs } from "./index.ts";
import { productTransposed } from "./layers/matmul.ts";
import { inScope } from "./scope.ts";

const MODES: readonly GpujsMode[] = ["webgl2", "webgl", "webgpu"];

/** Most of it is compiling, which software is slow at. */
const SLOW = "takes a minute on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

const timeout = 120_000;
const oracle = reference();

describe.each(MODES)("the mode %s", (mode) => {
  const backend = gpujs({ mode });

  it("trains as the reference does, and says on what", { timeout }, async () => {
    expect(await backend.probe()).toMatchObject({
      device: mode,
      detail: expect.stringMatching(/gpu\.js, .+/),
    });
    await expectToTrain(backend, { oracle });
  });

  if (inject("slowBrowserTests")) testBackend(backend, { oracle });
  else it("passes the conformance kit", (context) => context.skip(SLOW));
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
      const backend = gpujs({ mode: "webgl2" });
      const run = async () => {
        await expectToTrain(backend, { oracle });
        await new Promise((resolve) => setTimeout(resolve)); // for what dispose() left to do
        return alive;
      };
      const compiled = await run(); // kernels keep textures of their own
      expect(await run()).toBe(compiled);
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
