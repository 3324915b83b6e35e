import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { onnxruntime } from "./browser.ts";

testBackend(onnxruntime({ threads: 2 }), { oracle: reference() });

describe("onnxruntime in a browser", () => {
  it("runs on WebAssembly with threads", async () => {
    expect(await onnxruntime({ threads: 2 }).probe()).toMatchObject({
      device: "cpu",
      detail: expect.stringMatching(/^onnxruntime-web 1\..* WebAssembly, 2 threads$/),
    });
  });

  it("says that a page has one number of threads", async () => {
    await onnxruntime({ threads: 2 }).probe();
    await expect(onnxruntime({ threads: 1 }).probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/2 threads.*cannot become 1.*worker/),
    });
  });

  it("names the devices of a browser, and never falls back", async () => {
    await expect(onnxruntime({ device: "cuda" }).probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/"cuda" is not in browsers.*"cpu" and "webgpu"/),
    });
  });

  it("says what threads need where the page is not isolated, and takes one by default", async () => {
    pretend(globalThis, "crossOriginIsolated", false);
    await expect(onnxruntime({ threads: 2 }).probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/Cross-Origin-Opener-Policy.*threads: 1/),
    });
    await expect(onnxruntime().probe()).rejects.toThrow(/2 threads.*cannot become 1/);
  });

  it("says what WebGPU needs where the browser has none, or no adapter", async () => {
    const navigator = Reflect.get(globalThis, "navigator");
    pretend(navigator, "gpu", undefined);
    await expect(onnxruntime({ device: "webgpu" }).probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/"webgpu" is not in this browser.*needs/),
    });
    pretend(navigator, "gpu", { requestAdapter: async () => null });
    await expect(onnxruntime({ device: "webgpu" }).probe()).rejects.toThrow(/no graphics adapter/);
  });

  it("refuses paths that are none", () => {
    for (const wasmPaths of ["", 1, { wasm: "" }, { vasm: "/ort.wasm" }])
      expect(() => onnxruntime({ wasmPaths: wasmPaths as string })).toThrow(/wasmPaths/);
  });
});

/** Another browser, until the test ends. */
function pretend(holder: object, name: string, value: unknown): void {
  const original = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { value, configurable: true });
  onTestFinished(() => {
    if (original) Object.defineProperty(holder, name, original);
    else Reflect.deleteProperty(holder, name);
  });
}
