import { describe, expect, it } from "vitest";
import { checkPrompts, checkStep } from "./check-decoding.ts";

const config = { layers: 1, width: 4, heads: 1, context: 3, vocabulary: 5 };

describe("checkPrompts", () => {
  it("accepts equally long prompts up to the context", () => {
    checkPrompts([new Int32Array(3), Int32Array.of(4, 0, 1)], config);
  });

  it("rejects none, empty, too long and unequal prompts, and unknown tokens", () => {
    const fails = (...prompts: Int32Array[]) => expect(() => checkPrompts(prompts, config));
    fails().toThrow("got 0 prompts");
    fails(new Int32Array(0)).toThrow("1 to 3 tokens");
    fails(new Int32Array(4)).toThrow("1 to 3 tokens");
    fails(new Int32Array(1), new Int32Array(2)).toThrow("lengths 1 and 2");
    fails(Int32Array.of(5)).toThrow("outside the model's vocabulary");
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
