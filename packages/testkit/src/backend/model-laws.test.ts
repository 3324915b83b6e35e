import { type Model, PreflmError } from "@preflm/core";
import { modelLaws } from "./model-laws.ts";
import { decoder, decoders, expectBackendBugsCaught, models } from "./test-support.ts";

let everDisposed = false;

expectBackendBugsCaught("model", modelLaws, [
  {
    bug: "one gradient for all models",
    law: "keeps two models apart",
    plant: () => {
      let latest: Model | undefined;
      return models((model) => ({
        accumulate(...call) {
          latest = model;
          return model.accumulate(...call);
        },
        update: (step) => (latest ?? model).update(step),
      }));
    },
  },
  {
    bug: "life after dispose",
    law: "refuses every call after dispose",
    plant: () => models(() => ({ dispose() {} })),
  },
  {
    bug: "a dispose that ends all models",
    law: "refuses every call after dispose",
    plant: () => {
      everDisposed = false;
      return models((model) => ({
        async evaluate(batch) {
          if (everDisposed) throw new PreflmError("invalid-input", "The device is gone.");
          return model.evaluate(batch);
        },
        dispose() {
          everDisposed = true;
          model.dispose();
        },
      }));
    },
  },
  {
    bug: "a decoder that may select after its model's end",
    law: "refuses every call after dispose",
    plant: () => decoders(() => ({ select() {} })),
  },
  {
    bug: "a decoder that fails to end after its model",
    law: "refuses every call after dispose",
    plant: () => {
      let ended = false;
      return models((model) => ({
        async decode(prompts) {
          const real = await model.decode(prompts);
          return decoder(real, {
            dispose() {
              if (ended) throw new PreflmError("invalid-input", "The model is gone.");
              real.dispose();
            },
          });
        },
        dispose() {
          ended = true;
          model.dispose();
        },
      }));
    },
  },
]);
