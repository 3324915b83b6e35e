import { reference } from "@preflm/backend-reference";
import { outputLaws } from "./output-laws.ts";
import { expectBackendBugsCaught, models, zeros } from "./test-support.ts";

expectBackendBugsCaught("output", outputLaws, [
  {
    bug: "a proof that proves nothing",
    law: "reports the device",
    plant: () => ({
      ...reference(),
      probe: async () => ({ device: "gpu", detail: "?", gigaflops: 0 }),
    }),
  },
  {
    bug: "operations per second instead of 10⁹ of them",
    law: "reports the device",
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
