import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, inject, it } from "vitest";
import { tfjs } from "./index.ts";
import { expectToTrain } from "./test-support.ts";

const SLOW = "takes minutes on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

describe("the webgpu engine in a browser", () => {
  it("trains as the reference does", { timeout: 120_000 }, async () => {
    const backend = tfjs({ engine: "webgpu" });
    expect(await backend.probe()).toMatchObject({
      device: "webgpu",
      detail: expect.stringMatching(/^tfjs 4.*WebGPU on .*swiftshader/i),
    });
    const before = memory().numTensors;
    await expectToTrain(backend);
    expect(memory().numTensors).toBe(before);
  });
});

testBackend(tfjs({ engine: "webgpu" }), {
  oracle: reference(),
  exact: false,
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
