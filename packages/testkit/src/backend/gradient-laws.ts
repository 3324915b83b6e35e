import { advantageWeight, LOG_PROBABILITY_CAP, lossGradient, type Tensors } from "@preflm/core";
import { expectClose, expectTrue } from "../compare.ts";
import {
  ladder,
  randomBatch,
  randomLoss,
  randomState,
  slice,
  small,
  smallWithValues,
  withAdvantage,
} from "./cases.ts";
import { type BackendLaw, expectTensorsClose, takeGradient, withModel } from "./subject.ts";

/** On each shape: outputs and gradients are the oracle's, the loss is the formula's. */
const ladderLaws = ladder.map(
  ({ what, config, rows, columns, embedding }): BackendLaw => ({
    name: `has the oracle's outputs and gradients, and the formula's loss: ${what}`,
    async check({ backend, oracle, tolerance }) {
      const state = randomState(config, 1, embedding);
      const batch = randomBatch(config, rows, columns);
      const loss = withAdvantage(randomLoss(config, batch));
      const scale = 1 / (rows * columns);
      const run = (of: typeof backend) =>
        withModel(of, config, state, async (model) => {
          const outputs = await model.evaluate(batch);
          const total = await model.accumulate(batch, loss, scale);
          return { outputs, total, ...(await takeGradient(model)) };
        });
      const expected = await run(oracle);
      const actual = await run(backend);

      for (const key of ["logProbabilities", "values"] as const)
        expectClose(key, actual.outputs[key] ?? [], expected.outputs[key] ?? [], tolerance);
      const formula = scale * lossGradient(actual.outputs, loss).loss;
      expectClose("loss, against the formula on evaluate()", [actual.total], [formula], tolerance);
      expectTensorsClose("gradient", actual.gradient, expected.gradient, tolerance);
    },
  }),
);

/** Laws of `accumulate`. */
export const gradientLaws: readonly BackendLaw[] = [
  ...ladderLaws,
  {
    name: "multiplies loss and gradient by the scale",
    async check({ backend, tolerance }) {
      const batch = randomBatch(small, 2, 4);
      const loss = randomLoss(small, batch);
      await withModel(backend, small, randomState(small), async (model) => {
        const one = await model.accumulate(batch, loss, 1);
        const { gradient } = await takeGradient(model);
        const quarter = await model.accumulate(batch, loss, 0.25);
        const scaled = await takeGradient(model);
        expectClose("loss at scale ¼", [quarter], [one / 4], tolerance);
        const quarters = Object.entries(gradient).map(([name, values]) => {
          return [name, values.map((value) => value / 4)] as const;
        });
        expectTensorsClose(
          "gradient at scale ¼",
          scaled.gradient,
          Object.fromEntries(quarters),
          tolerance,
        );
      });
    },
  },
  {
    name: "makes a whole of two half batches",
    async check({ backend, tolerance }) {
      const config = smallWithValues;
      const batch = randomBatch(config, 4, 5);
      const loss = withAdvantage(randomLoss(config, batch));
      await withModel(backend, config, randomState(config), async (model) => {
        const whole = await model.accumulate(batch, loss, 0.1);
        const { gradient } = await takeGradient(model);
        let sum = 0;
        for (const [from, to] of [
          [0, 1],
          [1, 4],
        ]) {
          const part = slice(batch, loss, from, to);
          sum += await model.accumulate(part.batch, part.loss, 0.1);
        }
        const parts = await takeGradient(model);
        expectClose("sum of the parts' losses", [sum], [whole], tolerance);
        expectTensorsClose("gradient of the parts", parts.gradient, gradient, tolerance);
      });
    },
  },
  {
    name: "holds the advantage constant in the gradient",
    async check({ backend, tolerance }) {
      const config = smallWithValues;
      const batch = randomBatch(config, 3, 5);
      const loss = withAdvantage(randomLoss(config, batch));
      const { advantage, ...value } = loss.value!;
      await withModel(backend, config, randomState(config), async (model) => {
        const { values } = await model.evaluate(batch);
        const likelihood = loss.likelihood.map(
          (weight, t) => weight * advantageWeight(value.target[t], values![t], advantage!),
        );
        await model.accumulate(batch, { ...loss, likelihood, value }, 1);
        const constant = await takeGradient(model);
        await model.accumulate(batch, loss, 1);
        const { gradient } = await takeGradient(model);
        expectTensorsClose("gradient", gradient, constant.gradient, tolerance);
      });
    },
  },
  {
    name: "keeps loss and gradient finite where a token is certain or impossible",
    async check({ backend, tolerance }) {
      const config = small;
      const [rows, columns] = [1, 4];
      const { weights } = randomState(config);
      const certain = { ...weights };
      // Token 0 has logit 40·width, the others −40·width: naive exponentials overflow, log(1 − p) is −∞.
      certain["ln_f.weight"] = new Float32Array(config.width);
      certain["ln_f.bias"] = new Float32Array(config.width).fill(40);
      certain["wte.weight"] = weights["wte.weight"].map((_, i) => (i < config.width ? 1 : -1));
      const batch = { ...randomBatch(config, rows, columns), targets: Int32Array.of(0, 0, 1, 1) };
      const loss = {
        likelihood: new Float32Array(4).fill(1),
        unlikelihood: new Float32Array(4).fill(1),
      };
      await withModel(backend, config, { weights: certain }, async (model) => {
        const total = await model.accumulate(batch, loss, 1);
        const impossible = 2 * 40 * config.width;
        const expected = -2 * Math.log(-Math.expm1(LOG_PROBABILITY_CAP)) + 2 * impossible;
        expectClose("loss", [total], [expected], tolerance);
        expectFinite(await takeGradient(model));
      });
    },
  },
  {
    name: "gives every token the same probability where all logits are equal, however large",
    async check({ backend, tolerance }) {
      const { width, vocabulary } = small;
      const { weights } = randomState(small);
      const batch = randomBatch(small, 1, 4);
      const loss = { likelihood: new Float32Array(4).fill(1) };
      for (const sign of [-1, 1]) {
        const equal = { ...weights };
        equal["ln_f.weight"] = new Float32Array(width);
        equal["ln_f.bias"] = new Float32Array(width).fill(100);
        equal["wte.weight"] = new Float32Array(vocabulary * width).fill(sign);
        await withModel(backend, small, { weights: equal }, async (model) => {
          const total = await model.accumulate(batch, loss, 1);
          const what = `loss at logits of ${sign * 100 * width}`;
          expectClose(what, [total], [4 * Math.log(vocabulary)], 100 * tolerance);
          expectFinite(await takeGradient(model));
        });
      }
    },
  },
  {
    name: "stays finite where one position draws all attention",
    async check({ backend, oracle, tolerance }) {
      const { weights } = randomState(small);
      const hot = "h.0.attn.c_attn.weight";
      const state = { weights: { ...weights, [hot]: weights[hot].map((value) => 40 * value) } };
      const batch = randomBatch(small, 2, 6);
      const loss = randomLoss(small, batch);
      const run = (of: typeof backend) =>
        withModel(of, small, state, async (model) => {
          const { logProbabilities } = await model.evaluate(batch);
          await model.accumulate(batch, loss, 1);
          expectFinite(await takeGradient(model));
          return logProbabilities;
        });
      const expected = await run(oracle);
      // Scores of thousands: float32 rounds each by more than it rounds a probability.
      expectClose("log-probabilities", await run(backend), expected, 1000 * tolerance);
    },
  },
  {
    name: "is not disturbed by evaluate, decode and save",
    async check({ backend, tolerance }) {
      const batch = randomBatch(small, 2, 4);
      const loss = randomLoss(small, batch);
      await withModel(backend, small, randomState(small), async (model) => {
        await model.accumulate(batch, loss, 1);
        const { gradient } = await takeGradient(model);
        await model.accumulate(batch, loss, 1);
        await model.evaluate(randomBatch(small, 3, 5, 2));
        const decoder = await model.decode([Int32Array.of(1, 2)]);
        await decoder.step(Int32Array.of(3));
        decoder.dispose();
        await model.save();
        const again = await takeGradient(model);
        expectTensorsClose("gradient", again.gradient, gradient, tolerance);
      });
    },
  },
];

function expectFinite({ gradient, norm }: { gradient: Tensors; norm: number }): void {
  expectTrue(Number.isFinite(norm), `The gradient's norm is ${norm}.`);
  for (const [name, values] of Object.entries(gradient))
    expectTrue(values.every(Number.isFinite), `The gradient of ${name} is not finite.`);
}
