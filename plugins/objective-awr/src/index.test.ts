import { lossGradient } from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { awr } from "./index.ts";

const scores = [0, 0.25, 1];
const ids = Int32Array.of(0, 0, 0);
const batch = { rows: 1, columns: 3, inputs: ids, targets: ids, scores: Float32Array.from(scores) };
const outputs = {
  logProbabilities: Float32Array.of(-1, -2, -3),
  values: Float32Array.of(-0.5, -0.25, -0.125),
};

describe("awr", () => {
  it("asks for a value head and trains it towards the reward, −score, with weight 1 − α", () => {
    const objective = awr({ beta: 1, alpha: 0.25 });
    expect(objective.valueHead).toBe("negative-sigmoid");
    const { value } = objective.loss(batch);
    expect(value).toMatchObject({ weight: 0.75, target: Float32Array.of(0, -0.25, -1) });
  });

  it("weighs a token α·exp(advantage/β)", () => {
    const { logitScale } = lossGradient(outputs, awr({ beta: 0.5, alpha: 0.25 }).loss(batch));
    const expected = [0.5, 0, -0.875].map((advantage) => 0.25 * Math.exp(advantage / 0.5));
    for (const [i, weight] of expected.entries()) expect(logitScale[i]).toBeCloseTo(weight, 12);
  });

  it("has α = ½ and a ceiling of 1000 by default", () => {
    const { likelihood, value } = awr({ beta: 3 }).loss(batch);
    expect([...likelihood]).toEqual([0.5, 0.5, 0.5]);
    expect(value).toMatchObject({ weight: 0.5, advantage: { beta: 3, maxWeight: 1000 } });
  });

  it("with a fixed baseline weighs by reward − baseline and still trains the value head", () => {
    const loss = awr({ beta: 0.5, baseline: -0.25 }).loss(batch);
    expect(loss.value!.advantage).toBeUndefined();
    expect(loss.value!.weight).toBe(0.5);
    const expected = [0.25, 0, -0.75].map((advantage) => 0.5 * Math.exp(advantage / 0.5));
    for (const [i, weight] of expected.entries()) expect(loss.likelihood[i]).toBeCloseTo(weight, 6);
  });

  it("gives a fixed baseline and a value head that predicts it the same loss", () => {
    const values = Float32Array.of(-0.25, -0.25, -0.25);
    const fixed = lossGradient(
      { ...outputs, values },
      awr({ beta: 0.5, baseline: -0.25 }).loss(batch),
    );
    const head = lossGradient({ ...outputs, values }, awr({ beta: 0.5 }).loss(batch));
    expect(fixed.loss).toBeCloseTo(head.loss, 6);
  });

  it("is maximum likelihood at α = 1 as β → ∞", () => {
    for (const baseline of ["value", 0] as const) {
      const loss = awr({ beta: Infinity, alpha: 1, baseline }).loss(batch);
      const { logitScale, valueGradient } = lossGradient(outputs, loss);
      expect([...logitScale]).toEqual([1, 1, 1]);
      expect(valueGradient!.every((slope) => slope === 0)).toBe(true);
    }
  });

  it("never exceeds the ceiling, with either baseline", () => {
    const options = { beta: 0.001, alpha: 1, maxWeight: 7 };
    const head = lossGradient(outputs, awr(options).loss(batch));
    const fixed = awr({ ...options, baseline: -0.5 }).loss(batch);
    expect(head.logitScale[0]).toBe(7);
    expect(fixed.likelihood[0]).toBe(7);
  });

  it("rejects options it cannot mean", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => awr({})).toThrow('awr: option "beta" must be a number above 0, got undefined');
    expect(() => awr({ beta: 1, alpha: 1.1 })).toThrow("from 0 to 1");
    expect(() => awr({ beta: 1, maxWeight: 0 })).toThrow('"maxWeight"');
    // @ts-expect-error: what a JSON config may hold
    expect(() => awr({ beta: 1, baseline: "vale" })).toThrow('Did you mean "value"?');
    expect(() => awr({ beta: 1, baseline: Number.NaN })).toThrow('"baseline"');
  });

  it("records its options, defaults included", () => {
    expect(awr({ beta: 10 }).options).toEqual({
      beta: 10,
      alpha: 0.5,
      maxWeight: 1000,
      baseline: "value",
    });
  });
});

const equalsMleAt = [awr({ alpha: 1, beta: Infinity }), awr({ alpha: 1, beta: 1e15, baseline: 0 })];
for (const beta of [10, 0.1]) testObjective(awr({ beta }), { equalsMleAt });
testObjective(awr({ beta: 0.003, baseline: -0.5 }), { equalsMleAt });
