import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
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

  it("refuses paths that are none", () => {
    for (const wasmPaths of ["", 1, { wasm: "" }, { vasm: "/ort.wasm" }])
      expect(() => onnxruntime({ wasmPaths: wasmPaths as string })).toThrow(/wasmPaths/);
  });
});
