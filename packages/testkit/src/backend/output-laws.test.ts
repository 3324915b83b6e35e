import { reference } from "@preflm/backend-reference";
import { type ErrorCode, PreflmError } from "@preflm/core";
import { outputLaws } from "./output-laws.ts";
import { expectBackendBugsCaught, models, zeros } from "./test-support.ts";

expectBackendBugsCaught("output", outputLaws, [
  {
    bug: "no name",
    law: "names itself",
    plant: () => ({ ...reference(), name: "" }),
  },
  {
    bug: "another version of the contract",
    law: "names itself",
    plant: () => ({ ...reference(), specificationVersion: "v2" as "v1" }),
  },
  {
    bug: "a fallback to the CPU",
    law: "refuses to probe or load on a device that is not there",
    plant: () => reference(),
  },
  {
    bug: "a fallback to the CPU by those who do not ask first",
    law: "refuses to probe or load on a device that is not there",
    plant: () => ({ ...reference(), probe: async () => Promise.reject(missing("unavailable")) }),
  },
  {
    bug: "a missing device blamed on the caller",
    law: "refuses to probe or load on a device that is not there",
    plant: () => ({ ...reference(), probe: async () => Promise.reject(missing("invalid-option")) }),
  },
  {
    bug: "a proof that proves nothing",
    law: "the device that runs",
    plant: () => ({
      ...reference(),
      probe: async () => ({ device: "gpu", detail: "?", gigaflops: 0 }),
    }),
  },
  {
    bug: "operations per second instead of 10⁹ of them",
    law: "the device that runs",
    plant: () => ({
      ...reference(),
      probe: async () => ({ device: "cpu", detail: "one thread", gigaflops: 1e10 }),
    }),
  },
  {
    bug: "logits instead of log-probabilities",
    law: "gives probabilities",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          const { logProbabilities, ...rest } = await model.evaluate(batch);
          return { logProbabilities: logProbabilities.map((l) => l + 0.01), ...rest };
        },
      })),
  },
  {
    bug: "attention that sees the next token",
    law: "sees no later token",
    plant: () =>
      models((model) => ({
        evaluate: (batch) =>
          model.evaluate({
            ...batch,
            inputs: batch.inputs.map((token, i) =>
              (i + 1) % batch.columns === 0 ? token : batch.inputs[i + 1],
            ),
          }),
      })),
  },
  {
    bug: "values from a model without a value head",
    law: "gives values exactly",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          const { logProbabilities } = await model.evaluate(batch);
          return { logProbabilities, values: zeros(logProbabilities) };
        },
      })),
  },
  {
    bug: "values in float64",
    law: "gives values exactly",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          const { values, ...rest } = await model.evaluate(batch);
          const wide = values && (Float64Array.from(values) as unknown as Float32Array);
          return { ...rest, ...(wide ? { values: wide } : {}) };
        },
      })),
  },
  {
    bug: "outputs as a plain array",
    law: "gives probabilities",
    plant: () =>
      models((model) => ({
        async evaluate(batch) {
          const { logProbabilities } = await model.evaluate(batch);
          return { logProbabilities: [...logProbabilities] as unknown as Float32Array };
        },
      })),
  },
  {
    bug: "outputs in a buffer that the next call overwrites",
    law: "keeps apart the results",
    plant: () => {
      const buffer = new Float32Array(6);
      return models((model) => ({
        async evaluate(batch) {
          const { logProbabilities, ...rest } = await model.evaluate(batch);
          if (logProbabilities.length !== 6) return { logProbabilities, ...rest };
          buffer.set(logProbabilities);
          return { logProbabilities: buffer, ...rest };
        },
      }));
    },
  },
]);

function missing(code: ErrorCode): PreflmError {
  return new PreflmError(code, "There is no such device here. Run `apt install it`.");
}
