import { reference } from "@preflm/backend-reference";
import type { Model } from "@preflm/core";
import { optimizerLaws } from "./optimizer-laws.ts";
import { expectBackendBugsCaught, loading, models, updating, withUpdate } from "./test-support.ts";

expectBackendBugsCaught("optimizer", optimizerLaws, [
  {
    bug: "the norm after clipping",
    law: "norm before clipping",
    plant: () => updating(async (model, step) => Math.min(step.clipNorm, await model.update(step))),
  },
  {
    bug: "no clipping",
    law: "norm before clipping",
    plant: () => updating((model, step) => model.update({ ...step, clipNorm: Infinity })),
  },
  {
    bug: "small gradients scaled up to the clipping norm",
    law: "norm before clipping",
    plant: () =>
      models((model) => {
        let factor = 1;
        return {
          async update(step) {
            const norm = await model.update(step);
            factor = step.clipNorm < Infinity ? Math.max(1, step.clipNorm / norm) : 1;
            return norm;
          },
          async save() {
            const { weights, optimizer } = await model.save();
            for (const values of Object.values(optimizer?.firstMoment ?? {}))
              values.forEach((value, i) => {
                values[i] = value * factor;
              });
            return { weights, optimizer };
          },
        };
      }),
  },
  {
    bug: "what is not a number taken as zero",
    law: "not finite",
    plant: () =>
      models((model) => ({
        accumulate: async (...call) => {
          const total = await model.accumulate(...call);
          return Number.isFinite(total) ? total : 0;
        },
        async update(step) {
          const norm = await model.update(step);
          return Number.isFinite(norm) ? norm : 0;
        },
      })),
  },
  {
    bug: "a gradient that survives the update",
    law: "clears the gradient",
    plant: () => {
      const pending: Parameters<Model["accumulate"]>[] = [];
      return models((model) => ({
        accumulate(...call) {
          pending.push(call);
          return model.accumulate(...call);
        },
        async update(step) {
          const norm = await model.update(step);
          for (const call of pending) await model.accumulate(...call);
          return norm;
        },
      }));
    },
  },
  {
    bug: "decay on biases and norms",
    law: "decays matrices only",
    plant: () =>
      withUpdate((after, { before, decay }, { learningRate, weightDecay }) => {
        if (!decay)
          after.forEach((w, i) => {
            after[i] = w - learningRate * weightDecay * before[i];
          });
      }),
  },
  {
    bug: "decay that ignores the learning rate",
    law: "decays matrices only",
    plant: () =>
      updating((model, step) =>
        model.update({ ...step, weightDecay: step.weightDecay / (step.learningRate || 1) }),
      ),
  },
  {
    bug: "no bias correction",
    law: "first ten AdamW steps",
    plant: () =>
      withUpdate((after, { before, first, second, decay }, step) => {
        for (let i = 0; i < after.length; i++) {
          const direction = first[i] / (Math.sqrt(second[i]) + step.epsilon);
          const shrink = decay ? step.weightDecay * before[i] : 0;
          after[i] = before[i] - step.learningRate * (direction + shrink);
        }
      }),
  },
  {
    bug: "ε under the root",
    law: "first ten AdamW steps",
    plant: () =>
      withUpdate((after, { before, first, second, decay }, step) => {
        for (let i = 0; i < after.length; i++) {
          const m = first[i] / (1 - step.beta1 ** step.count);
          const v = second[i] / (1 - step.beta2 ** step.count);
          const shrink = decay ? step.weightDecay * before[i] : 0;
          after[i] = before[i] - step.learningRate * (m / Math.sqrt(v + step.epsilon) + shrink);
        }
      }),
  },
  {
    bug: "a saved step that is not loaded",
    law: "steps from a saved optimizer state",
    plant: () =>
      loading(({ weights, optimizer }) => ({
        weights,
        ...(optimizer ? { optimizer: { ...optimizer, step: 0 } } : {}),
      })),
  },
  {
    bug: "decoding with the weights before the update",
    law: "with the updated weights",
    plant: () =>
      models((model, state) => {
        const stale = reference().load(model.config, state);
        return { decode: async (prompts) => (await stale).decode(prompts) };
      }),
  },
]);
