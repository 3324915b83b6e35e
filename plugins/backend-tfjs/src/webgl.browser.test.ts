import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, inject, it } from "vitest";
import { tfjs } from "./index.ts";
import { expectToTrain } from "./test-support.ts";

const SLOW = "takes minutes on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

describe("the webgl engine in a browser", () => {
  it("trains as the reference does", { timeout: 120_000 }, async () => {
    const backend = tfjs({ engine: "webgl" });
    expect(await backend.probe()).toMatchObject({
      device: "webgl",
      detail: expect.stringMatching(/^tfjs 4.*WebGL on .*swiftshader/i),
    });
    const before = memory().numTensors;
    await expectToTrain(backend);
    expect(memory().numTensors).toBe(before);
  });
});

testBackend(tfjs({ engine: "webgl" }), {
  oracle: reference(),
  exact: false,
  tolerance: 2e-5, // GLSL lets exponentials err by more than float32 has to
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
