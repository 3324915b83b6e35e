import type { ModelConfig, Tensors } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { checkState, growVocabulary, initialise } from "./initialise.ts";
import { layout } from "./layout.ts";

const config: ModelConfig = { layers: 2, width: 64, heads: 2, context: 33, vocabulary: 301 };

function moments(values: Float32Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, x) => sum + (x - mean) ** 4, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), kurtosis: fourth / variance ** 2 };
}

describe("initialise", () => {
  it("draws matrices from N(0, σ), those into the residual stream from N(0, σ/√(2·layers))", () => {
    for (const sigma of [0.02, 0.05]) {
      const { weights } = initialise(config, 1, sigma);
      for (const { name, initial } of layout(config)) {
        if (initial !== "normal" && initial !== "residual") continue;
        const expected = initial === "residual" ? sigma / 2 : sigma;
        const { length } = weights[name];
        const { mean, deviation, kurtosis } = moments(weights[name]);
        expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(length));
        expect(Math.abs(deviation / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * length));
        expect(Math.abs(kurtosis - 3)).toBeLessThan(5 * Math.sqrt(24 / length));
      }
    }
  });

  it("starts norms at one, biases and the value head at zero", () => {
    const { weights } = initialise({ ...config, valueHead: "linear" }, 1);
    expect(weights["h.1.ln_2.weight"].every((x) => x === 1)).toBe(true);
    expect(weights["h.1.mlp.c_fc.bias"].every((x) => x === 0)).toBe(true);
    expect(weights["value_head.weight"]).toEqual(new Float32Array(config.width));
  });

  it("fills every weight, of odd sizes too", () => {
    const odd: ModelConfig = { layers: 1, width: 3, heads: 3, context: 1, vocabulary: 5 };
    const { weights } = initialise(odd, 1);
    checkState(odd, { weights });
    expect(weights["wte.weight"].every((x) => x !== 0 && Number.isFinite(x))).toBe(true);
  });

  it("repeats itself for a seed, and differs between seeds and between weights", () => {
    const { weights } = initialise(config, 1);
    expect(initialise(config, 1).weights).toEqual(weights);
    expect(initialise(config, 2).weights["wte.weight"]).not.toEqual(weights["wte.weight"]);
    expect(weights["h.0.mlp.c_fc.weight"]).not.toEqual(weights["h.1.mlp.c_fc.weight"]);
  });

  it("changes no other weight for a value head, another layer or a longer context", () => {
    const wte = (other: Partial<ModelConfig>) =>
      initialise({ ...config, ...other }, 1).weights["wte.weight"];
    for (const other of [{ valueHead: "linear" as const }, { layers: 3 }, { context: 70 }])
      expect(wte(other)).toEqual(wte({}));
  });
});

describe("growVocabulary", () => {
  const state = initialise(config, 1);
  const grown = growVocabulary(config, state, 303, 7);
  const before = state.weights["wte.weight"];
  const after = grown.weights["wte.weight"];

  it("keeps the old rows and every other weight", () => {
    expect(after.subarray(0, before.length)).toEqual(before);
    const { "wte.weight": _, ...others } = grown.weights;
    for (const [name, values] of Object.entries(others)) expect(values).toBe(state.weights[name]);
    checkState({ ...config, vocabulary: 303 }, grown);
  });

  it("starts new rows at the mean of the old ones plus noise of 0.01", () => {
    const { width, vocabulary } = config;
    const noise = Float32Array.from({ length: 2 * width }, (_, i) => {
      let mean = 0;
      for (let v = 0; v < vocabulary; v++) mean += before[v * width + (i % width)] / vocabulary;
      return after[before.length + i] - mean;
    });
    const { mean, deviation } = moments(noise);
    expect(Math.abs(mean)).toBeLessThan(0.05 / Math.sqrt(noise.length));
    expect(Math.abs(deviation / 0.01 - 1)).toBeLessThan(5 / Math.sqrt(2 * noise.length));
    expect(noise.subarray(0, width)).not.toEqual(noise.subarray(width));
  });

  it("cannot shrink", () => {
    expect(() => growVocabulary(config, state, 300, 7)).toThrow("301 cannot shrink to 300");
  });
});

describe("checkState", () => {
  const { weights } = initialise(config, 1);
  const without = (name: string): Tensors =>
    Object.fromEntries(Object.entries(weights).filter(([other]) => other !== name));

  it("passes the state of its own configuration, with moments", () => {
    checkState(config, { weights });
    checkState(config, {
      weights,
      optimizer: { step: 1, firstMoment: weights, secondMoment: weights },
    });
  });

  it("rejects missing, superfluous and misshapen weights, and moments like them", () => {
    const check = (changed: Tensors) => () => checkState(config, { weights: changed });
    expect(check(without("ln_f.bias"))).toThrow('The weights lack "ln_f.bias"');
    expect(check({ ...weights, x: new Float32Array(1) })).toThrow('The weights have "x"');
    expect(check({ ...weights, "wte.weight": new Float32Array(300 * 64) })).toThrow(
      "a vocabulary of 301 by width 64. Were they made for another model or tokenizer?",
    );
    expect(() =>
      checkState(config, {
        weights,
        optimizer: { step: 1, firstMoment: without("ln_f.bias"), secondMoment: weights },
      }),
    ).toThrow("The first moments lack");
  });

  it("rejects a number of updates that is none", () => {
    for (const step of [-1, 0.5, Number.NaN]) {
      const optimizer = { step, firstMoment: weights, secondMoment: weights };
      expect(() => checkState(config, { weights, optimizer })).toThrow(`at step ${step}`);
    }
  });
});
