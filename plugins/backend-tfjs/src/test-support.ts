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
/** Every term of the loss. */
const loss: TokenLoss = {
  likelihood: Float32Array.of(1, 0, 1, 0.5, 1, 1, 0.25, 1),
  unlikelihood: Float32Array.of(0, 1, 0.5, 0, 1, 0, 0, 2),
  value: {
    weight: 0.5,
    target: Float32Array.of(0, -1, -0.5, 0, 0, -0.2, 0, -1),
    advantage: { beta: 0.5, maxWeight: 2 },
  },
};

/** Fails unless two steps of training and some decoding are the reference's, to 1e-4. */
export async function expectToTrain(backend: Backend): Promise<void> {
  const [actual, expected] = [await train(backend), await train(reference())];
  for (const [name, values] of Object.entries(expected)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - actual[name][i])),
      0,
    );
    expect(worst / largest, name).toBeLessThan(1e-4);
  }
}

async function train(backend: Backend): Promise<Record<string, Float32Array>> {
  const model = await backend.load(config, initialise(config, 1, 0.3));
  const numbers: number[] = [];
  for (let step = 0; step < 2; step++) {
    numbers.push(await model.accumulate(batch, loss, 0.5));
    const options = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1, clipNorm: 1 };
    numbers.push(await model.update({ ...options, learningRate: 0.1 }));
  }
  const decoder = await model.decode([Int32Array.of(1, 2, 3), Int32Array.of(4)]);
  await decoder.step(Int32Array.of(5, 6));
  decoder.select([1]);
  await decoder.step(Int32Array.of(7));
  const logits = decoder.logits.slice();
  decoder.dispose();
  const { weights } = await model.save();
  model.dispose();
  return { ...weights, losses: Float32Array.from(numbers), logits };
}
