import {
  type ModelConfig,
  type ModelState,
  normal,
  PreflmError,
  random,
  show,
  type Tensors,
} from "@preflm/core";
import { layout, sizeOf } from "./layout.ts";

/**
 * Initial weights, made on the host so that every backend starts equal: N(0, σ) for matrices,
 * N(0, σ/√(2·layers)) for those that write to the residual stream, zero biases, unit norms.
 * Each weight has a random stream of its own: adding a value head changes no other weight.
 *
 * @param deviation σ; GPT-2's 0.02 by default. Small models on small budgets learn faster with 0.05.
 */
export function initialise(config: ModelConfig, seed: number, deviation = 0.02): ModelState {
  const weights: Record<string, Float32Array> = {};
  for (const { name, shape, initial } of layout(config)) {
    const values = new Float32Array(sizeOf(shape));
    if (initial === "ones") values.fill(1);
    if (initial === "normal" || initial === "residual") {
      const sigma = initial === "residual" ? deviation / Math.sqrt(2 * config.layers) : deviation;
      fillNormal(values, sigma, random(seed, name, "initialise"));
    }
    weights[name] = values;
  }
  return { weights };
}

/** Fills with N(0, σ) by the polar method (Marsaglia & Bray 1964): pairs, and twice as fast as Box-Muller. */
function fillNormal(values: Float32Array, sigma: number, uniform: () => number): void {
  for (let i = 0; i < values.length; i += 2) {
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = sigma * Math.sqrt((-2 * Math.log(square)) / square);
    values[i] = scale * x;
    values[i + 1] = scale * y; // past an odd end, where a typed array ignores it
  }
}

/**
 * The state with a larger vocabulary: each new embedding row is the mean of the old rows plus 0.01·N(0, 1)
 * (Korbak et al. 2023, released code), so that new control tokens start as average words. Optimiser state is dropped.
 */
export function growVocabulary(
  config: ModelConfig,
  state: ModelState,
  vocabulary: number,
  seed: number,
): ModelState {
  const { width, vocabulary: old } = config;
  if (vocabulary < old) {
    throw new PreflmError(
      "invalid-option",
      `A vocabulary of ${old} cannot shrink to ${vocabulary}.`,
    );
  }
  const before = state.weights["wte.weight"];
  const after = new Float32Array(vocabulary * width);
  after.set(before);
  const uniform = random(seed, "wte.weight", "growVocabulary");
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (let v = 0; v < old; v++) mean += before[v * width + c] / old;
    for (let v = old; v < vocabulary; v++) after[v * width + c] = mean + 0.01 * normal(uniform);
  }
  return { weights: { ...state.weights, "wte.weight": after } };
}

/** Throws unless the state has exactly the weights (and moments) that the configuration's layout lists. */
export function checkState(config: ModelConfig, state: ModelState): void {
  const parameters = layout(config);
  const check = (tensors: Tensors, what: string) => {
    for (const { name, shape } of parameters) {
      const values = tensors[name];
      if (!values)
        throw new PreflmError(
          "invalid-input",
          `The ${what} lack "${name}", which the model needs.`,
        );
      if (values.length !== sizeOf(shape)) {
        throw new PreflmError(
          "invalid-input",
          `The ${what} have ${values.length} values for "${name}", but the model's shape is [${shape.join(", ")}]` +
            `${name === "wte.weight" ? `, a vocabulary of ${config.vocabulary} by width ${config.width}` : ""}. ` +
            "Were they made for another model or tokenizer?",
        );
      }
    }
    const known = new Set(parameters.map((parameter) => parameter.name));
    const extra = Object.keys(tensors).find((name) => !known.has(name));
    if (extra !== undefined)
      throw new PreflmError(
        "invalid-input",
        `The ${what} have ${show(extra)}, which the model does not.`,
      );
  };
  check(state.weights, "weights");
  if (state.optimizer) {
    check(state.optimizer.firstMoment, "first moments");
    check(state.optimizer.secondMoment, "second moments");
    const { step } = state.optimizer;
    if (!Number.isInteger(step) || step < 0)
      throw new PreflmError(
        "invalid-input",
        `The optimizer state is at step ${step}, which must be a whole number ≥ 0.`,
      );
  }
}
