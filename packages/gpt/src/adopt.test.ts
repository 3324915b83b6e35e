import type { ModelConfig } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { adoptWeights } from "./adopt.ts";
import { checkState, growVocabulary, initialise } from "./initialise.ts";

const config: ModelConfig = { layers: 2, width: 8, heads: 2, context: 16, vocabulary: 11 };
const valued: ModelConfig = { ...config, valueHead: "negative-sigmoid" };
const HEAD = "value_head.weight";

describe("adoptWeights", () => {
  it("changes nothing where nothing is asked for, and drops the moments", () => {
    const { weights } = initialise(config, 1);
    const state = { weights, optimizer: { step: 3, firstMoment: weights, secondMoment: weights } };
    expect(adoptWeights(config, state, config, 2)).toEqual({ weights });
  });

  it("lets new tokens in as growVocabulary does", () => {
    const state = initialise(config, 1);
    const larger = { ...config, vocabulary: 13 };
    const adopted = adoptWeights(config, state, larger, 5);
    expect(adopted).toEqual(growVocabulary(config, state, 13, 5));
    checkState(larger, adopted);
  });

  it("adds a value head of zeros, keeps one of the same kind, and leaves out one that is not wanted", () => {
    const plain = initialise(config, 1);
    expect(adoptWeights(config, plain, valued, 1).weights[HEAD]).toEqual(new Float32Array(8));
    const head = Float32Array.from({ length: 8 }, (_, i) => i + 1);
    const trained = { weights: { ...plain.weights, [HEAD]: head } };
    expect(adoptWeights(valued, trained, valued, 1).weights[HEAD]).toEqual(head);
    const linear = { ...config, valueHead: "linear" as const };
    expect(adoptWeights(valued, trained, linear, 1).weights[HEAD]).toEqual(new Float32Array(8));
    const without = adoptWeights(valued, trained, config, 1);
    expect(without).toEqual(plain);
    checkState(config, without);
  });

  it("refuses other sizes, and fewer tokens", () => {
    const state = initialise(config, 1);
    for (const [name, value] of [
      ["layers", 3],
      ["width", 16],
      ["heads", 4],
      ["context", 17],
    ])
      expect(() => adoptWeights(config, state, { ...config, [name]: value }, 1)).toThrow(
        `${name} ${value}`,
      );
    expect(() => adoptWeights(config, state, { ...config, vocabulary: 9 }, 1)).toThrow("shrink");
  });
});
