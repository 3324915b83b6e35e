import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { describe, expect, inject, it } from "vitest";
import { onnxruntime } from "./browser.ts";
import { expectToTrain } from "./test-support.ts";

const SLOW = "takes minutes on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

describe("the webgpu device in a browser", () => {
  it("trains as the reference does", { timeout: 300_000 }, async () => {
    const backend = onnxruntime({ device: "webgpu" });
    expect(await backend.probe()).toMatchObject({
      device: "webgpu",
      detail: expect.stringMatching(/^onnxruntime-web .* WebGPU on .*swiftshader/i),
    });
    await expectToTrain(backend);
  });
});

testBackend(onnxruntime({ device: "webgpu" }), {
  oracle: reference(),
  exact: false,
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
