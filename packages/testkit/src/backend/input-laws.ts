import type { Batch, TokenLoss } from "@preflm/core";
import { expectRejection } from "../compare.ts";
import { randomBatch, randomLoss, randomState, small, smallWithValues } from "./cases.ts";
import { type BackendLaw, expectTensorsClose, takeGradient, withModel } from "./subject.ts";

/** An array with one element replaced. */
function replace<A extends Int32Array | Float32Array>(array: A, at: number, value: number): A {
  const copy = array.slice() as A;
  copy[at] = value;
  return copy;
}

/** Batches that no model of shape `small` can take. */
function badBatches(batch: Batch): Record<string, Batch> {
  const tooLong = randomBatch(small, 1, small.context + 1);
  return {
    "an input token outside the vocabulary": {
      ...batch,
      inputs: replace(batch.inputs, 4, small.vocabulary),
    },
    "a negative target token": { ...batch, targets: replace(batch.targets, 0, -1) },
    "inputs that are too short": { ...batch, inputs: batch.inputs.slice(1) },
    "targets that are too long": { ...batch, targets: new Int32Array(batch.targets.length + 1) },
    "no rows": { ...randomBatch(small, 0, 3) },
    "more columns than the context": tooLong,
  };
}

/** Losses that do not fit their batch or a model without a value head. */
function badLosses(loss: TokenLoss): Record<string, TokenLoss> {
  const { likelihood } = loss;
  return {
    "a NaN weight": { likelihood: replace(likelihood, 2, Number.NaN) },
    "an infinite weight": { likelihood, unlikelihood: replace(likelihood, 2, Infinity) },
    "a negative weight": { likelihood: replace(likelihood, 0, -1) },
    "too few weights": { likelihood: likelihood.slice(1) },
    "a value term without a value head": { likelihood, value: { weight: 1, target: likelihood } },
  };
}

/** Laws of malformed input. */
export const inputLaws: readonly BackendLaw[] = [
  {
    name: "refuses malformed batches and losses, and stays as it was",
    async check({ backend, tolerance }) {
      const batch = randomBatch(small, 2, 3);
      const loss = randomLoss(small, batch);
      await withModel(backend, small, randomState(small), async (model) => {
        await model.accumulate(batch, loss, 1);
        const { gradient } = await takeGradient(model);
        await model.accumulate(batch, loss, 1);
        for (const [what, bad] of Object.entries(badBatches(batch))) {
          await expectRejection(`evaluate() of ${what}`, () => model.evaluate(bad));
          const fitting = randomLoss(small, bad);
          await expectRejection(`accumulate() of ${what}`, () => model.accumulate(bad, fitting, 1));
        }
        for (const [what, bad] of Object.entries(badLosses(loss)))
          await expectRejection(`accumulate() of ${what}`, () => model.accumulate(batch, bad, 1));
        const after = await takeGradient(model);
        expectTensorsClose("gradient after refusals", after.gradient, gradient, tolerance);
      });
    },
  },
  {
    name: "refuses a value term that is missing or malformed if the model has a value head",
    async check({ backend }) {
      const batch = randomBatch(smallWithValues, 2, 3);
      const loss = randomLoss(smallWithValues, batch);
      const { likelihood, value } = loss;
      const { target } = value!;
      const bad: Record<string, TokenLoss> = {
        "no value term": { likelihood },
        "a NaN value weight": { likelihood, value: { weight: Number.NaN, target } },
        "a NaN reward": {
          likelihood,
          value: { weight: 1, target: replace(target, 3, Number.NaN) },
        },
        "too few rewards": { likelihood, value: { weight: 1, target: target.slice(1) } },
        "an advantage with beta 0": {
          likelihood,
          value: { weight: 1, target, advantage: { beta: 0, maxWeight: 1 } },
        },
      };
      await withModel(backend, smallWithValues, randomState(smallWithValues), async (model) => {
        for (const [what, each] of Object.entries(bad))
          await expectRejection(`accumulate() with ${what}`, () =>
            model.accumulate(batch, each, 1),
          );
        await model.accumulate(batch, loss, 1);
      });
    },
  },
];
