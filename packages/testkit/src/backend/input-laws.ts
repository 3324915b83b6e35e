import type { AdamW, Batch, TokenLoss } from "@preflm/core";
import { expectClose, expectRejection, expectSame, expectTrue } from "../compare.ts";
import {
  randomBatch,
  randomLoss,
  randomState,
  small,
  smallWithValues,
  withAdvantage,
} from "./cases.ts";
import {
  type BackendLaw,
  expectTensorsClose,
  takeGradient,
  trainingStep,
  withModel,
} from "./subject.ts";

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
    "scores that are too short": { ...batch, scores: batch.scores.slice(1) },
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

/** Steps that no model should take. */
const BAD_STEPS: readonly Partial<AdamW>[] = [
  { learningRate: Number.NaN },
  { learningRate: -1 },
  { beta1: 1 },
  { beta2: Number.NaN },
  { epsilon: 0 },
  { weightDecay: Infinity },
  { clipNorm: 0 },
];

/** Laws of what a model is given. */
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
        "a negative value weight": { likelihood, value: { weight: -1, target } },
        "an advantage with beta 0": {
          likelihood,
          value: { weight: 1, target, advantage: { beta: 0, maxWeight: 1 } },
        },
        "an advantage without a ceiling": {
          likelihood,
          value: { weight: 1, target, advantage: { beta: 1, maxWeight: Infinity } },
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
  {
    name: "refuses a scale or a step of AdamW that is no number or out of range, and stays as it was",
    async check({ backend, tolerance }) {
      const batch = randomBatch(small, 2, 3);
      const loss = randomLoss(small, batch);
      await withModel(backend, small, randomState(small), async (model) => {
        await model.accumulate(batch, loss, 1);
        const { gradient, norm } = await takeGradient(model);
        const before = await model.save();
        await model.accumulate(batch, loss, 1);
        for (const scale of [Number.NaN, Infinity])
          await expectRejection(`accumulate() at a scale of ${scale}`, () =>
            model.accumulate(batch, loss, scale),
          );
        for (const wrong of BAD_STEPS)
          await expectRejection(
            `update() with ${Object.entries(wrong).join().replace(",", " ")}`,
            () => model.update({ ...trainingStep, ...wrong }),
          );
        const after = await model.save();
        for (const [name, values] of Object.entries(before.weights))
          expectSame(`${name} after refusals`, after.weights[name], values);
        const taken = await takeGradient(model);
        expectClose("norm after refusals", [taken.norm], [norm], tolerance);
        expectTensorsClose("gradient after refusals", taken.gradient, gradient, tolerance);
        const { optimizer } = await model.save();
        expectTrue(optimizer?.step === 2, `After two updates, step is ${optimizer?.step}.`);
      });
    },
  },
  {
    name: "neither changes nor keeps the batches, losses, prompts and tokens that it is given",
    async check({ backend, tolerance }) {
      const config = smallWithValues;
      const batch = randomBatch(config, 2, 3);
      const loss = withAdvantage(randomLoss(config, batch));
      const prompts = [Int32Array.of(1, 2, 3), Int32Array.of(4)];
      const tokens = Int32Array.of(5, 6);
      await withModel(backend, config, randomState(config), async (model) => {
        await model.accumulate(batch, loss, 0.1);
        const { gradient } = await takeGradient(model);
        const fresh = await model.decode(prompts);
        await fresh.step(tokens);
        const logits = fresh.logits.slice();
        fresh.dispose();

        const given = structuredClone({ batch, loss, prompts, tokens });
        const arrays = arraysOf(given);
        const expected = arraysOf({ batch, loss, prompts, tokens });
        await model.evaluate(given.batch);
        await model.accumulate(given.batch, given.loss, 0.1);
        const decoder = await model.decode(given.prompts);
        for (const [i, array] of arrays.entries())
          expectSame(`array ${i} that a model was given`, array, expected[i]);
        for (const array of arraysOf([given.batch, given.loss, given.prompts])) array.fill(0);
        await decoder.step(given.tokens);
        expectSame("tokens of a step", given.tokens, tokens);
        given.tokens.fill(0);
        const after = await takeGradient(model);
        const what = "after the arrays it was given changed";
        expectTensorsClose(`gradient ${what}`, after.gradient, gradient, tolerance);
        expectClose(`logits ${what}`, decoder.logits, logits, tolerance);
        decoder.dispose();
      });
    },
  },
];

/** Every typed array in a value, in order. */
function arraysOf(value: unknown): (Int32Array | Float32Array)[] {
  if (value instanceof Int32Array || value instanceof Float32Array) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(arraysOf) : [];
}
