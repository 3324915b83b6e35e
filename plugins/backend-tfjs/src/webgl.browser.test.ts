import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
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
    await expectToTrain(backend);
  });
});

testBackend(tfjs({ engine: "webgl" }), {
  oracle: reference(),
  exact: false,
  ...(inject("slowBrowserTests") ? {} : { skip: SLOW }),
});
