import { reference } from "@preflm/backend-reference";
import { advantageWeight, unlikelihoodLoss } from "@preflm/core";
import { gradientLaws } from "./gradient-laws.ts";
import { readingStep } from "./subject.ts";
import {
  accumulating,
  expectBackendBugsCaught,
  loading,
  models,
  withGradient,
} from "./test-support.ts";

expectBackendBugsCaught("gradient", gradientLaws, [
  {
    bug: "a gradient of the wrong sign",
    law: "oracle's outputs and gradients",
    plant: () =>
      accumulating(
        async (model, batch, loss, scale) => -(await model.accumulate(batch, loss, -scale)),
      ),
  },
  {
    bug: "a tied head whose gradient reaches only the tokens read",
    law: "fewer columns",
    plant: () => withGradient((gradient, { width }) => gradient["wte.weight"].fill(0, 0, width)),
  },
  {
    bug: "a bias whose gradient misses a row",
    law: "one row and one head",
    plant: () => withGradient((gradient) => gradient["h.0.attn.c_proj.bias"].fill(0, 0, 1)),
  },
  {
    bug: "an ε of 1e-6 in the norms",
    law: "the ε of the norms counts",
    // Scaling everything that is written to the residual stream by √10 is dividing ε by 10.
    plant: () =>
      loading(({ weights, ...rest }) => {
        const scaled: Record<string, Float32Array> = {};
        for (const [name, values] of Object.entries(weights)) {
          const factor = /^w[tp]e|c_proj/.test(name)
            ? 10 ** 0.5
            : /^ln_f/.test(name)
              ? 10 ** -0.5
              : 1;
          scaled[name] = values.map((value) => value * factor);
        }
        return { weights: scaled, ...rest };
      }),
  },
  {
    bug: "a value head of the wrong sign",
    law: "a negative-sigmoid value head",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          const { values, ...rest } = await model.evaluate(batch);
          return { ...rest, ...(values ? { values: values.map((v) => -v) } : {}) };
        },
      })),
  },
  {
    bug: "a value head without its sigmoid",
    law: "a negative-sigmoid value head",
    plant: () => {
      const real = reference();
      return {
        ...real,
        load: (config, state) =>
          real.load(config.valueHead ? { ...config, valueHead: "linear" } : config, state),
      };
    },
  },
  {
    bug: "the unlikelihood term left out",
    law: "sizes above",
    plant: () =>
      accumulating((model, batch, { unlikelihood: _, ...loss }, scale) =>
        model.accumulate(batch, loss, scale),
      ),
  },
  {
    bug: "a scale that is forgotten",
    law: "multiplies loss and gradient by the scale",
    plant: () => accumulating((model, batch, loss) => model.accumulate(batch, loss, 1)),
  },
  {
    bug: "a scale on the loss but not on the gradient",
    law: "multiplies loss and gradient by the scale",
    plant: () =>
      accumulating(
        async (model, batch, loss, scale) => scale * (await model.accumulate(batch, loss, 1)),
      ),
  },
  {
    bug: "a gradient that overwrites the one before",
    law: "two half batches",
    plant: () =>
      accumulating(async (model, batch, loss, scale) => {
        await model.update(readingStep);
        return model.accumulate(batch, loss, scale);
      }),
  },
  {
    bug: "a mean where a sum belongs",
    law: "two half batches",
    plant: () =>
      accumulating((model, batch, loss, scale) =>
        model.accumulate(batch, loss, scale / batch.rows),
      ),
  },
  {
    bug: "an advantage that is differentiated",
    law: "holds the advantage constant",
    // d/dv of a·w·(−ℓ) is a·w·ℓ/β: the same as a reward that is lower by a·w·ℓ/(2cβ).
    plant: () =>
      accumulating(async (model, batch, loss, scale) => {
        if (!loss.value?.advantage) return model.accumulate(batch, loss, scale);
        const { advantage, ...value } = loss.value;
        const { logProbabilities, values } = await model.evaluate(batch);
        const likelihood = loss.likelihood.map(
          (weight, t) => weight * advantageWeight(value.target[t], values![t], advantage),
        );
        const target = value.target.map(
          (reward, t) =>
            reward - (likelihood[t] * logProbabilities[t]) / (2 * value.weight * advantage.beta),
        );
        return model.accumulate(batch, { ...loss, likelihood, value: { ...value, target } }, scale);
      }),
  },
  {
    bug: "an unlikelihood term without its cap",
    law: "certain or impossible",
    plant: () =>
      accumulating(async (model, batch, loss, scale) => {
        const total = await model.accumulate(batch, loss, scale);
        const { logProbabilities } = await model.evaluate(batch);
        const certain = logProbabilities.some((l) => l > -1e-7);
        return certain && loss.unlikelihood ? total - unlikelihoodLoss(0) + Infinity : total;
      }),
  },
  {
    bug: "a softmax that overflows",
    law: "certain or impossible",
    plant: () =>
      withGradient((gradient) => {
        const values = gradient["wte.weight"];
        if (values.some((value) => Math.abs(value) > 10)) values.fill(Number.NaN);
      }),
  },
  {
    bug: "exponentials of raw logits",
    law: "however large",
    plant: () =>
      models((model, { weights }) => ({
        async accumulate(batch, loss, scale) {
          const total = await model.accumulate(batch, loss, scale);
          return weights["ln_f.bias"].some((value) => value > 50) ? Infinity : total;
        },
      })),
  },
  {
    bug: "exponentials of raw attention scores",
    law: "draws all attention",
    plant: () =>
      models((model, { weights }) => ({
        async evaluate(batch) {
          const outputs = await model.evaluate(batch);
          const hot = weights["h.0.attn.c_attn.weight"].some((value) => Math.abs(value) > 10);
          return hot ? { logProbabilities: outputs.logProbabilities.fill(Number.NaN) } : outputs;
        },
      })),
  },
  {
    bug: "an evaluation that clears the gradient",
    law: "not disturbed by evaluate",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          await model.update(readingStep);
          return model.evaluate(batch);
        },
      })),
  },
]);
