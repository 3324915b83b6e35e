import { reference } from "@preflm/backend-reference";
import type {
  AdamW,
  Backend,
  Batch,
  Decoder,
  Model,
  ModelConfig,
  ModelState,
  Tensors,
  TokenLoss,
} from "@preflm/core";
import { layout } from "@preflm/gpt";
import { expectBugsCaught, type PlantedBug } from "../test-support.ts";
import type { BackendLaw } from "./subject.ts";

/** The reference backend with some methods of its models replaced. */
export function models(change: (model: Model, state: ModelState) => Partial<Model>): Backend {
  const real = reference();
  return {
    ...real,
    async load(config, state) {
      const model = await real.load(config, state);
      return { ...model, ...change(model, state) };
    },
  };
}

/** The reference backend with another `accumulate`. */
export function accumulating(
  change: (model: Model, batch: Batch, loss: TokenLoss, scale: number) => Promise<number>,
): Backend {
  return models((model) => ({
    accumulate: (batch, loss, scale) => change(model, batch, loss, scale),
  }));
}

/** The reference backend with another `update`. */
export function updating(change: (model: Model, step: AdamW) => Promise<number>): Backend {
  return models((model) => ({ update: (step) => change(model, step) }));
}

/** The reference backend whose gradient is changed on its way to the first moment. */
export function withGradient(change: (gradient: Tensors, config: ModelConfig) => void): Backend {
  return models((model) => ({
    async save() {
      const state = await model.save();
      if (state.optimizer) change(state.optimizer.firstMoment, model.config);
      return state;
    },
  }));
}

/** The reference backend whose weights are changed after each update. */
export function withUpdate(
  change: (
    after: Float32Array,
    at: { before: Float32Array; first: Float32Array; second: Float32Array; decay: boolean },
    step: AdamW & { count: number },
  ) => void,
): Backend {
  const real = reference();
  return {
    ...real,
    async load(config, state) {
      let model = await real.load(config, state);
      return {
        config,
        accumulate: (batch, loss, scale) => model.accumulate(batch, loss, scale),
        async update(step) {
          const before = await model.save();
          const norm = await model.update(step);
          const after = await model.save();
          const { firstMoment, secondMoment, step: count } = after.optimizer!;
          for (const { name, decay } of layout(config)) {
            const first = firstMoment[name];
            const second = secondMoment[name];
            const at = { before: before.weights[name], first, second, decay };
            change(after.weights[name], at, { ...step, count });
          }
          model = await real.load(config, after);
          return norm;
        },
        evaluate: (batch) => model.evaluate(batch),
        decode: (prompts) => model.decode(prompts),
        save: () => model.save(),
        dispose: () => model.dispose(),
      };
    },
  };
}

/** The reference backend with some members of its decoders replaced. */
export function decoders(change: (real: Decoder, model: Model) => Partial<Decoder>): Backend {
  return models((model) => ({
    async decode(prompts) {
      const real = await model.decode(prompts);
      return decoder(real, change(real, model));
    },
  }));
}

/** A decoder that starts again, at each step, from what `remember` makes of the tokens so far. */
export function decoding(remember: (row: number[], promptLength: number) => number[]): Backend {
  return models((model) => ({
    async decode(prompts) {
      const real = await model.decode(prompts);
      let rows = prompts.map((prompt) => [...prompt]);
      let current = real;
      return decoder(real, {
        get logits() {
          return current.logits;
        },
        async step(tokens) {
          await real.step(tokens);
          rows.forEach((row, i) => {
            row.push(tokens[i]);
          });
          const changed = rows.map((row) => Int32Array.from(remember(row, prompts[0].length)));
          current = await model.decode(changed);
        },
        select(selected) {
          real.select(selected);
          if (current !== real) current.select(selected);
          rows = selected.map((row) => [...rows[row]]);
        },
      });
    },
  }));
}

/** The decoder with some members replaced, its getters alive. */
export function decoder(real: Decoder, change: Partial<Decoder>): Decoder {
  const live = {
    get rows() {
      return real.rows;
    },
    get position() {
      return real.position;
    },
    get logits() {
      return real.logits;
    },
    step: (tokens: Int32Array) => real.step(tokens),
    select: (rows: readonly number[]) => real.select(rows),
    dispose: () => real.dispose(),
  };
  return Object.defineProperties(live, Object.getOwnPropertyDescriptors(change));
}

/** The reference backend that changes what it is given to load. */
export function loading(change: (state: ModelState, config: ModelConfig) => ModelState): Backend {
  const real = reference();
  return { ...real, load: async (config, state) => real.load(config, change(state, config)) };
}

/** As many zeros. */
export function zeros(values: Float32Array): Float32Array {
  return new Float32Array(values.length);
}

/** Tests laws of backends on bugs planted into the reference backend: mistakes that a backend could really contain. */
export function expectBackendBugsCaught(
  what: string,
  laws: readonly BackendLaw[],
  bugs: readonly PlantedBug<Backend>[],
): void {
  expectBugsCaught(`backend, ${what}`, laws, bugs, (plant) => ({
    backend: plant(),
    oracle: reference(),
    tolerance: 1e-5,
    exact: true,
    unavailable: [plant()],
  }));
}
