import type { Model, ModelConfig, ModelState, Tensors } from "@preflm/core";
import { expectClose, expectRejection, expectSame, expectTrue } from "../compare.ts";
import { randomBatch, randomLoss, randomState, small, smallWithValues } from "./cases.ts";
import { type BackendLaw, expectTensorsClose, trainingStep, withModel } from "./subject.ts";

async function train(model: Model, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) {
    const batch = randomBatch(model.config, 2, 5, step);
    losses.push(await model.accumulate(batch, randomLoss(model.config, batch, step), 0.1));
    losses.push(await model.update(trainingStep));
  }
  return losses;
}

/** Every array of a state, under one name each. */
function flatten({ weights, optimizer }: ModelState): Tensors {
  const prefixed = (prefix: string, tensors: Tensors = {}) =>
    Object.entries(tensors).map(([name, values]) => [`${prefix} ${name}`, values]);
  return Object.fromEntries([
    ...prefixed("weight", weights),
    ...prefixed("first moment", optimizer?.firstMoment),
    ...prefixed("second moment", optimizer?.secondMoment),
  ]);
}

function expectSameState(what: string, actual: ModelState, expected: ModelState): void {
  expectTrue(
    actual.optimizer?.step === expected.optimizer?.step,
    `${what}: step ${actual.optimizer?.step}, expected ${expected.optimizer?.step}.`,
  );
  const [arrays, wanted] = [flatten(actual), flatten(expected)];
  for (const [name, values] of Object.entries(arrays)) {
    expectTrue(name in wanted, `${what}: "${name}" is in no layout.`);
    expectTrue(values instanceof Float32Array, `${what}: ${name} is no Float32Array.`);
  }
  for (const [name, values] of Object.entries(wanted))
    expectSame(`${what}: ${name}`, arrays[name] ?? [], values);
}

function copyOf(state: ModelState): ModelState {
  return structuredClone(state);
}

/** Laws of `load` and `save`. */
export const stateLaws: readonly BackendLaw[] = [
  {
    name: "saves exactly what it loaded, and has its configuration",
    async check({ backend }) {
      const state = randomState(smallWithValues);
      const trained = await withModel(backend, smallWithValues, state, async (model) => {
        for (const [key, value] of Object.entries(smallWithValues)) {
          const own = model.config[key as keyof ModelConfig];
          expectTrue(own === value, `The model's config.${key} is ${own}, expected ${value}.`);
        }
        const fresh = await model.save();
        expectTrue(!fresh.optimizer, "A model that was never updated has no optimizer state.");
        expectSameState("a fresh model", fresh, state);
        await train(model, 0, 2);
        return model.save();
      });
      const step = trained.optimizer?.step;
      expectTrue(step === 2, `After two updates the saved optimizer state is at step ${step}.`);
      const again = await withModel(backend, smallWithValues, trained, (model) => model.save());
      expectSameState("a trained model", again, trained);
    },
  },
  {
    name: "goes on from a saved state as if never stopped",
    async check({ backend, exact, tolerance }) {
      const straight = await withModel(backend, small, randomState(small), async (model) => {
        const losses = await train(model, 0, 4);
        return { losses: losses.slice(4), state: await model.save() };
      });
      const stopped = await withModel(backend, small, randomState(small), async (model) => {
        await train(model, 0, 2);
        return model.save();
      });
      const resumed = await withModel(backend, small, stopped, async (model) => {
        return { losses: await train(model, 2, 4), state: await model.save() };
      });
      expectEqualRuns("the resumed run", resumed, straight, exact, tolerance);
    },
  },
  {
    name: "gives equal results to equal runs",
    async check({ backend, exact, tolerance }) {
      const run = () =>
        withModel(backend, smallWithValues, randomState(smallWithValues), async (model) => {
          return { losses: await train(model, 0, 3), state: await model.save() };
        });
      expectEqualRuns("the second run", await run(), await run(), exact, tolerance);
    },
  },
  {
    name: "shares no memory with the states it loads and saves",
    async check({ backend }) {
      const given = copyOf(randomState(small));
      await withModel(backend, small, given, async (model) => {
        for (const values of Object.values(given.weights)) values.fill(7);
        const saved = await model.save();
        expectSameState("after its loaded arrays changed", saved, randomState(small));
        for (const values of Object.values(saved.weights)) values.fill(7);
        const again = await model.save();
        expectSameState("after its saved arrays changed", again, randomState(small));
        await train(model, 0, 1);
        const kept = await model.save();
        const before = copyOf(kept);
        await train(model, 1, 2);
        expectSameState("a saved state after more training", kept, before);
      });
    },
  },
  {
    name: "refuses states and configurations that do not fit",
    async check({ backend }) {
      const state = randomState(small);
      const { "ln_f.bias": bias, ...lacking } = state.weights;
      const refuse = (what: string, config: ModelConfig, given: ModelState) =>
        expectRejection(`load() with ${what}`, () =>
          withModel(backend, config, given, async () => {}),
        );
      await refuse("a missing weight", small, { weights: lacking });
      await refuse("a weight of the wrong size", small, {
        weights: { ...lacking, "ln_f.bias": bias.slice(1) },
      });
      await refuse("an unknown weight", small, { weights: { ...state.weights, extra: bias } });
      const { weights } = state;
      const optimizer = { step: 1, firstMoment: weights, secondMoment: weights };
      for (const [what, wrong] of Object.entries({
        "a first moment missing": { firstMoment: lacking },
        "a second moment of the wrong size": {
          secondMoment: { ...lacking, "ln_f.bias": bias.slice(1) },
        },
        "half an update done": { step: 0.5 },
      }))
        await refuse(what, small, { weights, optimizer: { ...optimizer, ...wrong } });
      await refuse("another vocabulary", { ...small, vocabulary: 14 }, state);
      await refuse("heads that do not divide the width", { ...small, heads: 5 }, state);
      await refuse("an unknown value head", { ...small, valueHead: "tanh" as "linear" }, state);
    },
  },
];

interface Run {
  readonly losses: readonly number[];
  readonly state: ModelState;
}

function expectEqualRuns(
  what: string,
  actual: Run,
  expected: Run,
  exact: boolean,
  tolerance: number,
): void {
  if (exact) {
    expectSame(`losses and norms of ${what}`, actual.losses, expected.losses);
    expectSameState(what, actual.state, expected.state);
  } else {
    expectClose(`losses and norms of ${what}`, actual.losses, expected.losses, 10 * tolerance);
    expectTensorsClose(what, flatten(actual.state), flatten(expected.state), 10 * tolerance);
  }
}
