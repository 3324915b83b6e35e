import { describe, expect, it } from "vitest";
import { didYouMean, PreflmError } from "./errors.ts";

describe("PreflmError", () => {
  it("carries a code, a message and its cause", () => {
    const cause = new Error("disk");
    const error = new PreflmError("io", "Cannot write.", { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message, error.cause]).toEqual([
      "PreflmError",
      "io",
      "Cannot write.",
      cause,
    ]);
  });
});

describe("didYouMean", () => {
  const known = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"];

  it("suggests the nearest known name", () => {
    expect(didYouMean("conditonal", known)).toBe(' Did you mean "conditional"?');
    expect(didYouMean("unlikelyhood", known)).toBe(' Did you mean "unlikelihood"?');
    expect(didYouMean("filteredMle", known)).toBe(' Did you mean "filtered-mle"?');
  });

  it("ignores case and completes beginnings", () => {
    expect(didYouMean("AWR", known)).toBe(' Did you mean "awr"?');
    expect(didYouMean("cond", known)).toBe(' Did you mean "conditional"?');
  });

  it("says nothing when nothing is near", () => {
    expect(didYouMean("reinforce", known)).toBe("");
    expect(didYouMean("", known)).toBe("");
    expect(didYouMean("mle", [])).toBe("");
  });
});
