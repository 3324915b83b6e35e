import type { Model } from "@preflm/core";
import { expectClose, expectRejection } from "../compare.ts";
import { randomBatch, randomLoss, randomState, small } from "./cases.ts";
import { type BackendLaw, trainingStep, withModel } from "./subject.ts";

/** A model on a batch of its own, call by call. */
function walk(model: Model, seed: number) {
  const batch = randomBatch(small, 2, 3, seed);
  const loss = randomLoss(small, batch, seed);
  const calls = [
    async () => [await model.accumulate(batch, loss, 0.1)],
    async () => [await model.update(trainingStep)],
    async () => [...(await model.evaluate(batch)).logProbabilities],
  ];
  return [...calls, ...calls];
}

/** Laws of several models, and of a model's end. */
export const modelLaws: readonly BackendLaw[] = [
  {
    name: "keeps two models apart that are trained in turns",
    async check({ backend, tolerance }) {
      const seeds = [1, 2];
      const alone: number[][] = [];
      for (const [i, seed] of seeds.entries()) {
        await withModel(backend, small, randomState(small, seed), async (model) => {
          alone[i] = [];
          for (const call of walk(model, seed)) alone[i].push(...(await call()));
        });
      }
      await withModel(backend, small, randomState(small, seeds[0]), (first) =>
        withModel(backend, small, randomState(small, seeds[1]), async (second) => {
          const together: number[][] = [[], []];
          const walks = [walk(first, seeds[0]), walk(second, seeds[1])];
          for (let call = 0; call < walks[0].length; call++)
            for (const [i, calls] of walks.entries()) together[i].push(...(await calls[call]()));
          for (const [i, numbers] of together.entries()) {
            const what = `losses, norms and outputs of model ${i + 1} of 2`;
            expectClose(what, numbers, alone[i], 10 * tolerance);
          }
        }),
      );
    },
  },
  {
    name: "refuses every call after dispose, which may be called twice and harms no other model",
    async check({ backend, tolerance }) {
      const batch = randomBatch(small, 2, 3);
      const model = await backend.load(small, randomState(small));
      const other = await backend.load(small, randomState(small));
      try {
        const expected = (await model.evaluate(batch)).logProbabilities.slice();
        const decoder = await model.decode([Int32Array.of(1)]);
        model.dispose();
        model.dispose();
        const calls: Record<string, () => unknown> = {
          accumulate: () => model.accumulate(batch, randomLoss(small, batch), 1),
          update: () => model.update(trainingStep),
          evaluate: () => model.evaluate(batch),
          decode: () => model.decode([Int32Array.of(1)]),
          save: () => model.save(),
          "step of its decoder": () => decoder.step(Int32Array.of(1)),
          "select of its decoder": () => decoder.select([0]),
        };
        for (const [name, call] of Object.entries(calls))
          await expectRejection(`${name} after dispose()`, call);
        decoder.dispose();
        const { logProbabilities } = await other.evaluate(batch);
        expectClose("another model's log-probabilities", logProbabilities, expected, tolerance);
      } finally {
        other.dispose();
      }
    },
  },
];
