import {
  type Batch,
  LOG_PROBABILITY_CAP,
  lossGradient,
  type ModelConfig,
  normal,
  random,
  type TokenLoss,
} from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { backward, forward } from "./network.ts";
import { type Gradients, type Weights, zeroGradients } from "./tensors.ts";

const base: ModelConfig = { layers: 2, width: 6, heads: 2, context: 5, vocabulary: 7 };

describe("gradients", () => {
  it.each<[string, ModelConfig, number]>([
    ["two layers, columns below the context", base, 4],
    ["a linear value head", { ...base, valueHead: "linear" }, 4],
    ["a negative-sigmoid value head", { ...base, valueHead: "negative-sigmoid" }, 5],
    ["one column", { ...base, layers: 1, valueHead: "linear" }, 1],
    ["one head", { ...base, layers: 1, heads: 1, valueHead: "negative-sigmoid" }, 3],
    ["heads of width 1", { ...base, layers: 1, heads: 6 }, 3],
  ])("equal finite differences of the loss for every weight: %s", (_, config, columns) => {
    const weights = randomWeights(config);
    const batch = randomBatch(config, 2, columns);
    const loss = randomLoss(config, batch);
    const gradients = gradientOf(config, weights, batch, loss);
    for (const [name, weight] of Object.entries(weights)) {
      const differences = new Float64Array(weight.length);
      for (let i = 0; i < weight.length; i++) {
        const [centre, step] = [weight[i], 2 ** -15];
        weight[i] = centre + step;
        const [above, lossAbove] = [weight[i], lossOf(config, weights, batch, loss)];
        weight[i] = centre - step;
        const [below, lossBelow] = [weight[i], lossOf(config, weights, batch, loss)];
        weight[i] = centre;
        differences[i] = (lossAbove - lossBelow) / (above - below); // what float32 made of the step
      }
      expect(distance(gradients[name], differences), name).toBeLessThan(1e-7);
    }
  });

  it("hold the advantage constant", () => {
    const config: ModelConfig = { ...base, valueHead: "negative-sigmoid" };
    const weights = randomWeights(config);
    const batch = randomBatch(config, 2, 4);
    const loss = randomLoss(config, batch);
    const advantage = { beta: 0.4, maxWeight: 3 };
    const withAdvantage = { ...loss, value: { ...loss.value!, advantage } };
    const { values } = forward(config, weights, batch);
    const weighted = loss.likelihood.map((weight, t) => {
      const exponent = (loss.value!.target[t] - values![t]) / advantage.beta;
      return weight * Math.min(Math.exp(exponent), advantage.maxWeight);
    });
    const expected = gradientOf(config, weights, batch, { ...loss, likelihood: weighted });
    const actual = gradientOf(config, weights, batch, withAdvantage);
    for (const name of Object.keys(weights))
      expect(distance(actual[name], expected[name]), name).toBeLessThan(3e-7); // likelihood is float32
  });

  it("stay finite where the unlikelihood term saturates", () => {
    const config: ModelConfig = { ...base, layers: 1 };
    const weights = { ...randomWeights(config) };
    weights["ln_f.weight"].fill(0);
    weights["ln_f.bias"].fill(40);
    weights["wte.weight"].fill(-1).fill(1, 0, config.width); // token 0 is certain
    const batch = { ...randomBatch(config, 1, 3), targets: new Int32Array(3) };
    const loss = { likelihood: new Float32Array(3), unlikelihood: new Float32Array(3).fill(1) };
    expect(lossOf(config, weights, batch, loss)).toBeCloseTo(
      -3 * Math.log(-Math.expm1(LOG_PROBABILITY_CAP)),
      9,
    );
    for (const gradient of Object.values(gradientOf(config, weights, batch, loss)))
      expect(gradient.every(Number.isFinite)).toBe(true);
  });
});

/** Largest difference, relative to the largest expected value. */
function distance(actual: Float64Array, expected: Float64Array): number {
  let [difference, largest] = [0, 1e-6];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference / largest;
}

function lossOf(config: ModelConfig, weights: Weights, batch: Batch, loss: TokenLoss): number {
  return lossGradient(forward(config, weights, batch), loss).loss;
}

function gradientOf(
  config: ModelConfig,
  weights: Weights,
  batch: Batch,
  loss: TokenLoss,
): Gradients {
  const gradients = zeroGradients(config);
  backward(config, weights, gradients, batch, loss, 1, forward(config, weights, batch));
  return gradients;
}

function randomWeights(config: ModelConfig): Weights {
  const uniform = random(1, "weights");
  return Object.fromEntries(
    layout(config).map(({ name, shape, initial }) => [
      name,
      Float32Array.from(
        { length: sizeOf(shape) },
        () => (initial === "ones" ? 1 : 0) + 0.4 * normal(uniform),
      ),
    ]),
  );
}

function randomBatch({ vocabulary }: ModelConfig, rows: number, columns: number): Batch {
  const uniform = random(2, "batch");
  const tokens = () =>
    Int32Array.from({ length: rows * columns }, () => Math.floor(vocabulary * uniform()));
  return {
    rows,
    columns,
    inputs: tokens(),
    targets: tokens(),
    scores: new Float32Array(rows * columns),
  };
}

function randomLoss({ valueHead }: ModelConfig, { rows, columns }: Batch): TokenLoss {
  const uniform = random(3, "loss");
  const numbers = () => Float32Array.from({ length: rows * columns }, () => uniform());
  const value = { weight: 0.7, target: numbers().map((reward) => -reward) };
  return {
    likelihood: numbers(),
    unlikelihood: numbers(),
    ...(valueHead ? { value } : {}),
  };
}
