import type { Batch } from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { mle } from "./index.ts";

const batch: Batch = {
  rows: 1,
  columns: 3,
  inputs: Int32Array.of(0, 1, 2),
  targets: Int32Array.of(1, 2, 0),
  scores: Float32Array.of(0, 0.5, 9),
};

describe("mle", () => {
  it("weighs every token 1, whatever its score", () => {
    expect(mle().loss(batch)).toEqual({ likelihood: Float32Array.of(1, 1, 1) });
  });

  it("keeps every document and marks nothing", () => {
    expect(Object.keys(mle()).sort()).toEqual(["loss", "name", "specificationVersion"]);
  });

  it("takes no options", () => {
    expect(mle({}).name).toBe("mle");
    // @ts-expect-error: what a JSON config may hold
    expect(() => mle({ alpha: 1 })).toThrow('mle has no option "alpha". It takes no options.');
  });
});

testObjective(mle, { equalsMleAt: [mle()] });
