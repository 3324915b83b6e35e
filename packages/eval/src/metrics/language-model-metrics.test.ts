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
    expect(perplexity(heldOut, { units: 5 })).toBeCloseTo(64, 12);
    expect(() => perplexity(heldOut, { units: 0 })).toThrow(/"units"/);
  });

  it("is of a part, if it has text", () => {
    // 4 misaligned tokens of 1/4 in 4 bytes, 6 aligned ones of 1/2 in 12.
    const heldOut = {
      ...{ all: 14 / 16, aligned: 6 / 12, misaligned: 8 / 4, tokens: 10, bytes: 16 },
      misalignedPart: { tokens: 4, bytes: 4 },
    };
    expect(perplexity(heldOut, { part: "misaligned" })).toBeCloseTo(4, 12);
    expect(perplexity(heldOut, { part: "aligned" })).toBeCloseTo(2, 12);
    const whole = { all: 1, tokens: 2, bytes: 2 };
    expect(() => perplexity(whole, { part: "aligned" })).toThrow(/no aligned part/);
    const none = { ...whole, aligned: 1, misalignedPart: { tokens: 0, bytes: 0 } };
    expect(() => perplexity(none, { part: "misaligned" })).toThrow(/no misaligned part/);
  });
});
