import type { Backend, Model, ModelState } from "@preflm/core";
import { layout } from "@preflm/gpt";
import { expectClose, expectSame, expectTrue } from "../compare.ts";
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
  globalNorm,
  readingStep,
  takeGradient,
  trainingStep,
  withModel,
} from "./subject.ts";

/** Accumulates one fixed batch. */
async function accumulate(model: Model, scale = 0.1): Promise<number> {
  const batch = randomBatch(model.config, 3, 5);
  return model.accumulate(batch, randomLoss(model.config, batch), scale);
}

/** Laws of `update`. */
export const optimizerLaws: readonly BackendLaw[] = [
  {
    name: "returns the gradient's norm before clipping, and clips to the asked norm",
    async check({ backend, tolerance }) {
      await withModel(backend, smallWithValues, randomState(smallWithValues), async (model) => {
        await accumulate(model);
        const { gradient, norm } = await takeGradient(model);
        expectClose("norm", [norm], [globalNorm(gradient)], tolerance);
        for (const clipNorm of [norm / 3, norm * 3]) {
          await accumulate(model);
          const returned = await model.update({ ...readingStep, clipNorm });
          const { optimizer } = await model.save();
          const factor = Math.min(1, clipNorm / norm);
          const clipped = Object.entries(gradient).map(([name, values]) => {
            return [name, values.map((value) => value * factor)] as const;
          });
          expectClose(`norm returned at clipNorm ${clipNorm}`, [returned], [norm], tolerance);
          expectTensorsClose(
            `gradient clipped to ${clipNorm}`,
            optimizer!.firstMoment,
            Object.fromEntries(clipped),
            tolerance,
          );
        }
      });
    },
  },
  {
    name: "shows a weight that is not finite, in the loss or in the norm",
    async check({ backend }) {
      for (const broken of [Number.NaN, Infinity]) {
        const { weights } = structuredClone(randomState(small));
        weights["h.1.mlp.c_fc.weight"][5] = broken;
        await withModel(backend, small, { weights }, async (model) => {
          const numbers = [await accumulate(model), await model.update(readingStep)];
          expectTrue(
            !numbers.every(Number.isFinite),
            `With a weight of ${broken}, loss and norm are ${numbers.join(" and ")}.`,
          );
        });
      }
    },
  },
  {
    name: "clears the gradient in update",
    async check({ backend }) {
      await withModel(backend, small, randomState(small), async (model) => {
        await accumulate(model);
        await model.update(readingStep);
        const { gradient, norm } = await takeGradient(model);
        expectTrue(norm === 0, `A second update() found a gradient of norm ${norm}, expected 0.`);
        for (const [name, values] of Object.entries(gradient))
          expectSame(
            `gradient of ${name} in a second update()`,
            values.map(Math.abs),
            values.map(() => 0),
          );
      });
    },
  },
  {
    name: "decays matrices only, without a gradient too",
    async check({ backend, tolerance }) {
      const { weights } = randomState(smallWithValues);
      await withModel(backend, smallWithValues, { weights }, async (model) => {
        await model.update({ ...trainingStep, learningRate: 0.1, weightDecay: 0.5 });
        const after = (await model.save()).weights;
        for (const { name, decay } of layout(smallWithValues)) {
          const factor = decay ? 1 - 0.1 * 0.5 : 1;
          const expected = weights[name].map((value) => value * factor);
          expectClose(`${name} after decay`, after[name], expected, tolerance);
        }
      });
    },
  },
  {
    name: "takes the oracle's first ten AdamW steps",
    async check(subject) {
      await compareSteps(subject, { weights: randomState(smallWithValues).weights });
    },
  },
  {
    name: "takes the oracle's steps from a saved optimizer state",
    async check(subject) {
      const moment = (seed: number, factor: number) =>
        Object.fromEntries(
          Object.entries(randomState(smallWithValues, seed).weights).map(([name, values]) => [
            name,
            values.map((value) => Math.abs(value) * factor),
          ]),
        );
      const optimizer = { step: 7, firstMoment: moment(2, 0.03), secondMoment: moment(3, 1e-3) };
      await compareSteps(subject, { ...randomState(smallWithValues), optimizer });
    },
  },
  {
    name: "evaluates, decodes and accumulates with the updated weights",
    async check({ backend, tolerance }) {
      const config = small;
      const batch = randomBatch(config, 1, 4, 3);
      const observe = async (model: Model) => {
        const { logProbabilities } = await model.evaluate(batch);
        const decoder = await model.decode([batch.inputs]);
        const logits = decoder.logits.slice();
        decoder.dispose();
        return { logProbabilities, logits, total: await accumulate(model) };
      };
      await withModel(backend, config, randomState(config), async (model) => {
        await observe(model);
        await model.update({ ...trainingStep, learningRate: 0.5 });
        const actual = await observe(model);
        const state = await model.save();
        const expected = await withModel(backend, config, state, observe);
        expectClose("evaluate()", actual.logProbabilities, expected.logProbabilities, tolerance);
        expectClose("decode()", actual.logits, expected.logits, tolerance);
        expectClose("accumulate()", [actual.total], [expected.total], tolerance);
      });
    },
  },
];

/** Ten steps on changing batches: losses, norms, weights and moments stay the oracle's. */
async function compareSteps(
  { backend, oracle, tolerance }: { backend: Backend; oracle: Backend; tolerance: number },
  state: ModelState,
): Promise<void> {
  const run = (of: Backend) =>
    withModel(of, smallWithValues, state, async (model) => {
      const losses: number[] = [];
      const norms: number[] = [];
      for (let step = 0; step < 10; step++) {
        const batch = randomBatch(smallWithValues, 2, 6, step);
        const loss = withAdvantage(randomLoss(smallWithValues, batch, step));
        losses.push(await model.accumulate(batch, loss, 0.1));
        norms.push(await model.update(trainingStep));
      }
      return { losses, norms, saved: await model.save() };
    });
  const expected = await run(oracle);
  const actual = await run(backend);
  const loose = 10 * tolerance; // ten steps build on each other's rounding
  expectClose("losses", actual.losses, expected.losses, loose);
  expectClose("norms", actual.norms, expected.norms, loose);
  expectTensorsClose("weights", actual.saved.weights, expected.saved.weights, loose);
  const [a, e] = [actual.saved.optimizer, expected.saved.optimizer!];
  expectTrue(a?.step === e.step, `The saved step is ${a?.step}, expected ${e.step}.`);
  expectTensorsClose("first moment", a.firstMoment, e.firstMoment, loose);
  expectTensorsClose("second moment", a.secondMoment, e.secondMoment, loose);
}
