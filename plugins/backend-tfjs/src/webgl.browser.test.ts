import { reference } from "@preflm/backend-reference";
import { expectToTrain, testBackend } from "@preflm/testkit";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, inject, it } from "vitest";
import { tfjs } from "./index.ts";

const SLOW = "takes minutes on SwiftShader: CI runs it, or set PREFLM_BROWSER=1";

const backend = tfjs({ engine: "webgl" });

describe("the webgl engine in a browser", () => {
  it("trains as the reference does", { timeout: 120_000 }, async () => {
    expect(await backend.probe()).toMatchObject({
      device: "webgl",
      detail: expect.stringMatching(/^tfjs 4.*WebGL on .*swiftshader/i),
    });
    const before = memory().numTensors;
    await expectToTrain(backend, { oracle: reference() });
    expect(memory().numTensors).toBe(before);
  });
});

testBackend(backend, {
  oracle: reference(),
  exact: false,
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
