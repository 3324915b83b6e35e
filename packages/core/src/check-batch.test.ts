import { describe, expect, it } from "vitest";
import type { ModelConfig } from "./backend.ts";
import type { Batch, TokenLoss, ValueLoss } from "./batch.ts";
import { checkBatch, checkTokenLoss, checkTokens } from "./check-batch.ts";

const config: ModelConfig = { layers: 1, width: 4, heads: 1, context: 3, vocabulary: 5 };
const headed: ModelConfig = { ...config, valueHead: "linear" };
const batch: Batch = {
  rows: 2,
  columns: 2,
  inputs: Int32Array.of(0, 1, 2, 3),
  targets: Int32Array.of(1, 2, 3, 4),
  scores: new Float32Array(4),
};
const likelihood = Float32Array.of(1, 1, 0, 1);
const value: ValueLoss = {
  weight: 0.5,
  target: new Float32Array(4),
  advantage: { beta: 1, maxWeight: 1000 },
};

describe("checkBatch", () => {
  it("passes a batch that fits", () => {
    checkBatch(batch, config);
  });

  const misfits: readonly (readonly [Partial<Batch>, string])[] = [
    [{ rows: 0 }, "batch.rows must be a whole number ≥ 1, got 0"],
    [{ rows: 1.5 }, "batch.rows must be a whole number ≥ 1, got 1.5"],
    [{ columns: Number.NaN }, "batch.columns must be a whole number ≥ 1, got NaN"],
    [{ rows: 1, columns: 4 }, "4 columns but the model's context is 3"],
    [{ rows: 3 }, "batch.inputs has 4 elements, expected 3 × 2"],
    [{ targets: new Int32Array(3) }, "batch.targets has 3 elements"],
    [{ scores: new Float32Array(5) }, "batch.scores has 5 elements"],
    [{ inputs: Int32Array.of(0, 1, 2, 5) }, "Token 5 is outside the model's vocabulary of 5"],
    [{ targets: Int32Array.of(0, 1, -1, 2) }, "Token -1 is outside"],
  ];
  for (const [change, message] of misfits) {
    it(`rejects: ${message}`, () => {
      expect(() => checkBatch({ ...batch, ...change }, config)).toThrow(message);
    });
  }
});

describe("checkTokens", () => {
  it("passes every id of the vocabulary and no other", () => {
    checkTokens(Int32Array.of(0, 4), 5);
    expect(() => checkTokens(Int32Array.of(0, 5), 5)).toThrow("another tokenizer?");
  });
});

describe("checkTokenLoss", () => {
  it("passes weights that fit, with a value term exactly if the model has a value head", () => {
    checkTokenLoss({ likelihood, unlikelihood: likelihood }, batch, config);
    checkTokenLoss({ likelihood, value }, batch, headed);
    checkTokenLoss({ likelihood, value: { weight: 0, target: value.target } }, batch, headed);
  });

  const misfits: readonly (readonly [TokenLoss, ModelConfig, string])[] = [
    [{ likelihood: new Float32Array(3) }, config, "loss.likelihood has 3 weights for 4 targets"],
    [{ likelihood: Float32Array.of(1, -1, 1, 1) }, config, "loss.likelihood[1] is -1"],
    [{ likelihood: Float32Array.of(1, 1, 1, Number.NaN) }, config, "loss.likelihood[3] is NaN"],
    [
      { likelihood, unlikelihood: Float32Array.of(0, 0, Infinity, 0) },
      config,
      "loss.unlikelihood[2] is Infinity",
    ],
    [{ likelihood, unlikelihood: new Float32Array(5) }, config, "loss.unlikelihood has 5 weights"],
    [{ likelihood }, headed, "the model has a value head but the loss has no value term"],
    [{ likelihood, value }, config, "the loss has a value term but the model has no value head"],
    [{ likelihood, value: { ...value, weight: -1 } }, headed, "loss.value.weight is -1"],
    [{ likelihood, value: { ...value, target: new Float32Array(2) } }, headed, "2 rewards for 4"],
    [
      { likelihood, value: { ...value, target: Float32Array.of(0, Number.NaN, 0, 0) } },
      headed,
      "loss.value.target[1] is NaN",
    ],
    [
      { likelihood, value: { ...value, advantage: { beta: 0, maxWeight: 1 } } },
      headed,
      "beta is 0; it must be above 0",
    ],
    [
      { likelihood, value: { ...value, advantage: { beta: 1, maxWeight: Infinity } } },
      headed,
      "maxWeight is Infinity",
    ],
  ];
  it("rejects a scale that is not finite", () => {
    for (const scale of [Number.NaN, Infinity])
      expect(() => checkTokenLoss({ likelihood }, batch, config, scale)).toThrow(
        `scaled by ${scale}`,
      );
  });

  for (const [loss, model, message] of misfits) {
    it(`rejects: ${message}`, () => {
      expect(() => checkTokenLoss(loss, batch, model)).toThrow(message);
    });
  }
});
