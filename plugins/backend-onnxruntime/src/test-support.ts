import { reference } from "@preflm/backend-reference";
import type { Backend, Batch, ModelConfig, TokenLoss } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { expect } from "vitest";

const config: ModelConfig = {
  layers: 1,
  width: 12,
  heads: 3,
  context: 5,
  vocabulary: 13,
  valueHead: "negative-sigmoid",
};
const batch: Batch = {
  rows: 2,
  columns: 4,
  inputs: Int32Array.of(1, 2, 3, 4, 12, 0, 0, 7),
  targets: Int32Array.of(2, 3, 4, 5, 0, 0, 7, 11),
  scores: new Float32Array(8),
};
const loss: TokenLoss = {
  likelihood: Float32Array.of(1, 0, 1, 0.5, 1, 1, 0.25, 1),
  unlikelihood: Float32Array.of(0, 1, 0.5, 0, 1, 0, 0, 2),
  value: {
    weight: 0.5,
    target: Float32Array.of(0, -1, -0.5, 0, 0, -0.2, 0, -1),
    advantage: { beta: 0.5, maxWeight: 2 },
  },
};

/** Loss, norm of the gradient and weights of one step with every term of the loss. */
async function train(backend: Backend) {
  const model = await backend.load(config, initialise(config, 1, 0.3));
  const total = await model.accumulate(batch, loss, 0.5);
  const norm = await model.update({
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-3,
    weightDecay: 0.1,
    clipNorm: 1,
  });
  const { weights } = await model.save();
  model.dispose();
  return { total, norm, weights };
}

/** One step equals the oracle's: a short test for devices on which the whole kit takes minutes. */
export async function expectToTrain(backend: Backend): Promise<void> {
  const actual = await train(backend);
  const expected = await train(reference());
  for (const key of ["total", "norm"] as const)
    expect(Math.abs(actual[key] / expected[key] - 1), key).toBeLessThan(1e-5);
  for (const [name, values] of Object.entries(expected.weights)) {
    const worst = values.map((value, i) => Math.abs(value - actual.weights[name][i]));
    expect(Math.max(...worst), name).toBeLessThan(1e-5);
  }
}
