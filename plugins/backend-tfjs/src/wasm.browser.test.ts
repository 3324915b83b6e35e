import { reference } from "@preflm/backend-reference";
import { expectToTrain } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { tfjs } from "./index.ts";

/** As the server of the browser tests has them. */
const FILES = "/plugins/backend-tfjs/node_modules/@tensorflow/tfjs-backend-wasm/dist/";

describe("the wasm engine in a browser", () => {
  it("trains as the reference does, with the files from where it is told", {
    timeout: 120_000,
  }, async () => {
    const backend = tfjs({ engine: "wasm", wasmPaths: FILES });
    expect(await backend.probe()).toMatchObject({
      device: "wasm",
      detail: expect.stringMatching(/with SIMD, \d+ threads?$/),
    });
    await expectToTrain(backend, { oracle: reference() });
  });
});
