import { describe, expect, it } from "vitest";
import type { AdamW } from "./backend.ts";
import { checkAdamW } from "./check-adamw.ts";

const step: AdamW = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

describe("checkAdamW", () => {
  it("accepts steps of any size, none too, and a norm that never clips", () => {
    checkAdamW(step);
    checkAdamW({
      ...step,
      learningRate: 0,
      beta1: 0,
      beta2: 0,
      weightDecay: 0,
      clipNorm: Infinity,
    });
  });

  it("names what is missing, NaN or out of range", () => {
    for (const [name, values] of Object.entries({
      learningRate: [-1, Infinity],
      beta1: [-0.1, 1],
      beta2: [-0.1, 1],
      epsilon: [0, -1, Infinity],
      weightDecay: [-1, Infinity],
      clipNorm: [0, -1],
    })) {
      for (const value of [...values, Number.NaN, undefined, "1"]) {
        const wrong = () => checkAdamW({ ...step, [name]: value });
        expect(wrong).toThrow(`AdamW's ${name} is ${value}; it must be `);
      }
    }
  });
});
