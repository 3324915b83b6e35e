import { reference } from "@preflm/backend-reference";
import { expectToTrain, testBackend } from "@preflm/testkit";
import { describe, expect, inject, it } from "vitest";
import { onnxruntime } from "./browser.ts";

const SLOW = "takes minutes on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

const backend = onnxruntime({ device: "webgpu" });

describe("the webgpu device in a browser", () => {
  it("trains as the reference does", { timeout: 300_000 }, async () => {
    expect(await backend.probe()).toMatchObject({
      device: "webgpu",
      detail: expect.stringMatching(/^onnxruntime-web .* WebGPU on .*swiftshader/i),
    });
    await expectToTrain(backend, { oracle: reference() });
  });
});

testBackend(backend, {
  oracle: reference(),
  exact: false,
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
