import { type Batch, lossGradient, type Model } from "@preflm/core";
import { inputLaws } from "./input-laws.ts";
import { readingStep } from "./subject.ts";
import {
  accumulating,
  decoder,
  expectBackendBugsCaught,
  models,
  updating,
  zeros,
} from "./test-support.ts";

expectBackendBugsCaught("input", inputLaws, [
  {
    bug: "tokens outside the vocabulary wrapped around",
    law: "refuses malformed batches",
    plant: () =>
      models((model) => {
        const { vocabulary } = model.config;
        const wrap = (batch: Batch) => ({
          ...batch,
          inputs: batch.inputs.map((token) => token % vocabulary),
        });
        return {
          evaluate: (batch) => model.evaluate(wrap(batch)),
          accumulate: (batch, loss, scale) => model.accumulate(wrap(batch), loss, scale),
        };
      }),
  },
  {
    bug: "NaN weights taken as zero",
    law: "refuses malformed batches",
    plant: () =>
      accumulating((model, batch, loss, scale) =>
        model.accumulate(
          batch,
          { ...loss, likelihood: loss.likelihood.map((w) => (Number.isNaN(w) ? 0 : w)) },
          scale,
        ),
      ),
  },
  {
    bug: "an error after the gradient was touched",
    law: "refuses malformed batches",
    plant: () =>
      models((model) => {
        let good: Parameters<Model["accumulate"]> | undefined;
        return {
          async accumulate(...call) {
            try {
              const total = await model.accumulate(...call);
              good = call;
              return total;
            } catch (error) {
              if (good) await model.accumulate(...good);
              throw error;
            }
          },
        };
      }),
  },
  {
    bug: "an error that is not a PreflmError",
    law: "refuses malformed batches",
    plant: () =>
      models((model) => ({
        evaluate: (batch) =>
          model.evaluate(batch).catch(() => {
            throw new Error("Cannot read properties of undefined");
          }),
      })),
  },
  {
    bug: "a missing value term taken as none",
    law: "refuses a value term",
    plant: () =>
      accumulating((model, batch, loss, scale) => {
        const value = { weight: 0, target: zeros(loss.likelihood) };
        const needed = model.config.valueHead && !loss.value;
        return model.accumulate(batch, needed ? { ...loss, value } : loss, scale);
      }),
  },
  {
    bug: "a ceiling of infinity taken as none",
    law: "refuses a value term",
    plant: () =>
      accumulating((model, batch, loss, scale) => {
        const advantage = loss.value?.advantage;
        if (advantage?.maxWeight !== Infinity) return model.accumulate(batch, loss, scale);
        const value = { ...loss.value!, advantage: { ...advantage, maxWeight: 1e30 } };
        return model.accumulate(batch, { ...loss, value }, scale);
      }),
  },
  {
    bug: "scores that nobody looks at",
    law: "refuses malformed batches",
    plant: () =>
      models((model) => ({
        evaluate: (batch) =>
          model.evaluate({ ...batch, scores: new Float32Array(batch.inputs.length) }),
      })),
  },
  {
    bug: "a step without a learning rate",
    law: "refuses a scale or a step of AdamW",
    plant: () =>
      updating((model, step) => model.update({ ...step, learningRate: step.learningRate || 0 })),
  },
  {
    bug: "a clipping norm of 0 that never clips",
    law: "refuses a scale or a step of AdamW",
    plant: () =>
      updating((model, step) => model.update({ ...step, clipNorm: step.clipNorm || Infinity })),
  },
  {
    bug: "a scale of NaN taken as 0",
    law: "refuses a scale or a step of AdamW",
    plant: () =>
      accumulating((model, batch, loss, scale) => model.accumulate(batch, loss, scale || 0)),
  },
  {
    bug: "a gradient cleared before the step is looked at",
    law: "refuses a scale or a step of AdamW",
    plant: () =>
      updating((model, step) =>
        model.update(step).catch(async (error) => {
          await model.update({ ...step, ...readingStep });
          throw error;
        }),
      ),
  },
  {
    bug: "weights scaled where they lie",
    law: "neither changes nor keeps",
    plant: () =>
      accumulating((model, batch, loss, scale) => {
        loss.likelihood.forEach((weight, t) => {
          loss.likelihood[t] = weight * scale;
        });
        return model.accumulate(batch, loss, scale);
      }),
  },
  {
    bug: "a gradient computed when it is asked for",
    law: "neither changes nor keeps",
    plant: () =>
      models((model) => {
        let pending: Parameters<Model["accumulate"]>[] = [];
        return {
          async accumulate(batch, loss, scale) {
            pending.push([batch, loss, scale]);
            return scale * lossGradient(await model.evaluate(batch), loss).loss;
          },
          async update(step) {
            for (const call of pending) await model.accumulate(...call);
            pending = [];
            return model.update(step);
          },
        };
      }),
  },
  {
    bug: "prompts kept, and read again at each step",
    law: "neither changes nor keeps",
    plant: () =>
      models((model) => ({
        async decode(prompts) {
          const steps: Int32Array[] = [];
          let current = await model.decode(prompts);
          return decoder(current, {
            get logits() {
              return current.logits;
            },
            async step(tokens) {
              steps.push(tokens.slice());
              current = await model.decode(
                prompts.map((prompt, row) =>
                  Int32Array.of(...prompt, ...steps.map((step) => step[row])),
                ),
              );
            },
          });
        },
      })),
  },
  {
    bug: "a NaN reward taken as zero",
    law: "refuses a value term",
    plant: () =>
      accumulating((model, batch, loss, scale) => {
        const target = loss.value?.target.map((reward) => (Number.isNaN(reward) ? 0 : reward));
        const value = loss.value && target && { ...loss.value, target };
        return model.accumulate(batch, value ? { ...loss, value } : loss, scale);
      }),
  },
]);
