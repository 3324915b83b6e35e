import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chinchillaLoss } from "./chinchilla.ts";
import { perplexity } from "./perplexity.ts";

const { theoretical_loss: golden } = JSON.parse(
  readFileSync(new URL("../../../../test/golden.json", import.meta.url), "utf8"),
);

describe("chinchillaLoss", () => {
  it("equals what the released code logs", () => {
    const cases = Object.entries(golden as Record<string, number>);
    expect(cases.length).toBeGreaterThan(1);
    for (const [key, loss] of cases) {
      const [, parameters, tokens] = /^N=(\d+),D=(\d+)$/.exec(key) ?? [];
      expect(chinchillaLoss(Number(parameters), Number(tokens))).toBeCloseTo(loss, 12);
    }
  });

  it("falls with parameters and with tokens, to 1.69", () => {
    expect(chinchillaLoss(2e8, 3e9)).toBeLessThan(chinchillaLoss(1e8, 3e9));
    expect(chinchillaLoss(1e8, 6e9)).toBeLessThan(chinchillaLoss(1e8, 3e9));
    expect(chinchillaLoss(1e60, 1e60)).toBeCloseTo(1.69, 12);
  });

  it("needs numbers above 0", () => {
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(() => chinchillaLoss(bad, 1)).toThrow(/"parameters"/);
      expect(() => chinchillaLoss(1, bad)).toThrow(/"tokens"/);
    }
  });
});

describe("perplexity", () => {
  it("is exp of the nats per token, or per word", () => {
    // 10 tokens of probability 1/8 each: 30 bits in 20 bytes.
    const heldOut = { all: 30 / 20, tokens: 10, bytes: 20 };
    expect(perplexity(heldOut)).toBeCloseTo(8, 12);
    expect(perplexity(heldOut, 5)).toBeCloseTo(64, 12);
    expect(() => perplexity(heldOut, 0)).toThrow(/"units"/);
  });
});
