import { testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { reference } from "./reference.ts";

// Its gradients are checked in gradients.test.ts: here the oracle is itself.
testBackend(reference(), { oracle: reference(), tolerance: 1e-6 });

describe("reference", () => {
  it("takes no options", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => reference({ threads: 2 })).toThrow("It takes no options");
  });
});
