import type { ModelState } from "@preflm/core";
import { layout } from "@preflm/gpt";
import { stateLaws } from "./state-laws.ts";
import { accumulating, expectBackendBugsCaught, loading, models, zeros } from "./test-support.ts";

let runs = 0;

expectBackendBugsCaught("state", stateLaws, [
  {
    bug: "saved moments that are forgotten",
    law: "saves exactly what it loaded",
    plant: () =>
      models((model) => ({ save: async () => ({ weights: (await model.save()).weights }) })),
  },
  {
    bug: "saved weights rounded to 16 bits of mantissa",
    law: "saves exactly what it loaded",
    plant: () =>
      loading(({ weights, ...rest }) => ({
        weights: Object.fromEntries(
          Object.entries(weights).map(([name, values]) => [
            name,
            values.map((value) => Math.round(value * 65536) / 65536),
          ]),
        ),
        ...rest,
      })),
  },
  {
    bug: "moments of a model that was never updated",
    law: "saves exactly what it loaded",
    plant: () =>
      models((model) => ({
        async save() {
          const { weights, optimizer } = await model.save();
          const moments = () =>
            Object.fromEntries(
              Object.entries(weights).map(([name, values]) => [name, zeros(values)]),
            );
          const none = { step: 0, firstMoment: moments(), secondMoment: moments() };
          return { weights, optimizer: optimizer ?? none };
        },
      })),
  },
  {
    bug: "a buffer of its own among the saved weights",
    law: "saves exactly what it loaded",
    plant: () =>
      models((model) => ({
        async save() {
          const { weights, ...rest } = await model.save();
          return { weights: { ...weights, mask: new Float32Array(1) }, ...rest };
        },
      })),
  },
  {
    bug: "weights saved in float64",
    law: "saves exactly what it loaded",
    plant: () =>
      models((model) => ({
        async save() {
          const { weights, ...rest } = await model.save();
          const bias = Float64Array.from(weights["ln_f.bias"]) as unknown as Float32Array;
          return { weights: { ...weights, "ln_f.bias": bias }, ...rest };
        },
      })),
  },
  {
    bug: "the configuration of another model",
    law: "has its configuration",
    plant: () => models(({ config }) => ({ config: { ...config, context: config.context + 1 } })),
  },
  {
    bug: "a second moment lost in loading",
    law: "goes on from a saved state",
    plant: () =>
      loading(({ weights, optimizer }) => {
        if (!optimizer) return { weights };
        const { secondMoment: lost } = optimizer;
        const entries = Object.entries(lost).map(([name, values]) => [name, zeros(values)]);
        return { weights, optimizer: { ...optimizer, secondMoment: Object.fromEntries(entries) } };
      }),
  },
  {
    bug: "randomness without a seed",
    law: "equal results to equal runs",
    plant: () =>
      accumulating((model, batch, loss, scale) =>
        model.accumulate(batch, loss, scale * (1 + 1e-7 * runs++)),
      ),
  },
  {
    bug: "saved arrays that go on living",
    law: "shares no memory",
    plant: () => {
      let live: ModelState | undefined;
      return models((model) => ({
        async save() {
          const state = await model.save();
          live ??= state;
          for (const [name, values] of Object.entries(state.weights))
            live.weights[name].set(values);
          return { ...state, weights: live.weights };
        },
        async update(step) {
          const norm = await model.update(step);
          await this.save?.();
          return norm;
        },
      }));
    },
  },
  {
    bug: "the caller's arrays kept as weights",
    law: "shares no memory",
    plant: () =>
      models((model, given) => {
        let trained = false;
        return {
          async update(step) {
            trained = true;
            return model.update(step);
          },
          save: async () => (trained ? model.save() : { weights: given.weights }),
        };
      }),
  },
  {
    bug: "a number of updates rounded",
    law: "refuses states and configurations",
    plant: () =>
      loading(({ weights, optimizer }) => ({
        weights,
        ...(optimizer ? { optimizer: { ...optimizer, step: Math.round(optimizer.step) } } : {}),
      })),
  },
  {
    bug: "missing weights taken as zero",
    law: "refuses states and configurations",
    plant: () =>
      loading((state, config) => ({
        ...state,
        weights: {
          ...Object.fromEntries(
            layout(config).map(({ name, shape }) => [
              name,
              new Float32Array(shape.reduce((a, b) => a * b)),
            ]),
          ),
          ...state.weights,
        },
      })),
  },
]);
