import { describe, expect, it } from "vitest";
import { checkPrompts, checkSelection, checkStep } from "./check-decoding.ts";

const config = { layers: 1, width: 4, heads: 1, context: 3, vocabulary: 5 };

describe("checkPrompts", () => {
  it("accepts prompts of any lengths up to the context", () => {
    checkPrompts([new Int32Array(3), Int32Array.of(4)], config);
  });

  it("rejects none, empty and too long prompts, and unknown tokens", () => {
    const fails = (...prompts: Int32Array[]) => expect(() => checkPrompts(prompts, config));
    fails().toThrow("got none");
    fails(new Int32Array(0)).toThrow("1 to 3 tokens");
    fails(new Int32Array(4)).toThrow("1 to 3 tokens");
    fails(new Int32Array(1), new Int32Array(4)).toThrow("prompt 1 has 4");
    fails(Int32Array.of(5)).toThrow("outside the model's vocabulary");
  });
});

describe("checkSelection", () => {
  it("accepts rows that are there, repeated and in any order", () => {
    checkSelection([2, 0, 0], 3);
  });

  it("rejects none, and rows that are not there", () => {
    expect(() => checkSelection([], 3)).toThrow("got none");
    for (const row of [3, -1, 0.5]) expect(() => checkSelection([row], 3)).toThrow(`no row ${row}`);
  });
});

describe("checkStep", () => {
  it("accepts one token a row before the end of the context", () => {
    checkStep(Int32Array.of(0, 4), { rows: 2, position: 2 }, config);
  });

  it("rejects a step beyond the context, too few tokens, and unknown ones", () => {
    const fails = (tokens: number[], position: number) =>
      expect(() => checkStep(Int32Array.from(tokens), { rows: 2, position }, config));
    fails([0, 0], 3).toThrow("the end of the model's context of 3");
    fails([0], 1).toThrow("each of 2 rows, got 1");
    fails([0, -1], 1).toThrow("outside the model's vocabulary");
  });
});
