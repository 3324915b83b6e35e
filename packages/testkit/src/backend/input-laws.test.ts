import type { Batch, Model } from "@preflm/core";
import { inputLaws } from "./input-laws.ts";
import { accumulating, expectBackendBugsCaught, models, zeros } from "./test-support.ts";

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
