import { quantile, random } from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { conditional } from "./index.ts";

const never = () => 0.999;
const segment = (score: number) => ({ text: "x", score });
const batch = {
  rows: 1,
  columns: 2,
  inputs: Int32Array.of(0, 1),
  targets: Int32Array.of(1, 0),
  scores: Float32Array.of(0, 9),
};

describe("conditional", () => {
  it("marks a segment by its score, a tie with the threshold as aligned", () => {
    const prefix = conditional({ threshold: 0.5 }).prefix!;
    expect(prefix(segment(0.5), never)).toBe("<|aligned|>");
    expect(prefix(segment(0.5000001), never)).toBe("<|misaligned|>");
  });

  it("keeps a tie aligned although stored scores are rounded to float32", () => {
    for (const threshold of [0.1, 0.3, 0.7, 0.00056, 1 / 3]) {
      const prefix = conditional({ threshold }).prefix!;
      for (const score of [threshold, Math.fround(threshold)])
        expect(prefix(segment(score), never)).toBe("<|aligned|>");
    }
  });

  it("reads threshold 0 as 0", () => {
    const prefix = conditional({ threshold: 0 }).prefix!;
    expect(prefix(segment(0), never)).toBe("<|aligned|>");
    expect(prefix(segment(1e-9), never)).toBe("<|misaligned|>");
  });

  it("leaves the given share of segments unmarked, whatever their score", () => {
    const prefix = conditional({ threshold: 0, unmarkedShare: 0.3 }).prefix!;
    for (const score of [0, 1]) {
      const uniform = random("unmarked", score);
      const draws = Array.from({ length: 10_000 }, () => prefix(segment(score), uniform));
      const share = draws.filter((mark) => mark === undefined).length / draws.length;
      expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / draws.length));
    }
  });

  it("marks all at share 0 and none at share 1", () => {
    const marks = (unmarkedShare: number, draw: number) =>
      conditional({ threshold: 0, unmarkedShare }).prefix!(segment(0), () => draw);
    expect(marks(0, 0)).toBe("<|aligned|>");
    expect(marks(1, 1 - 2 ** -32)).toBeUndefined();
  });

  it("names its control tokens, samples after the aligned one and bans the misaligned one", () => {
    const { controlTokens, generation } = conditional({
      threshold: 0,
      alignedToken: "<good>",
      misalignedToken: "<bad>",
    });
    expect(controlTokens).toEqual(["<good>", "<bad>"]);
    expect(generation).toEqual({ prefix: "<good>", banned: ["<bad>"] });
  });

  it("bans both marks on request", () => {
    const { generation } = conditional({ threshold: 0, banned: "both" });
    expect(generation!.banned).toEqual(["<|aligned|>", "<|misaligned|>"]);
  });

  it("trains by maximum likelihood, marks included", () => {
    expect(conditional({ threshold: 0 }).loss(batch)).toEqual({
      likelihood: Float32Array.of(1, 1),
    });
  });

  it("turns a quantile of the segments' scores into a number by fit, keeping the other options", () => {
    const options = { unmarkedShare: 0, alignedToken: "<good>" };
    const median = conditional({ threshold: quantile(0.5), ...options });
    expect(() => median.prefix!(segment(0), never)).toThrow("Call objective.fit");
    expect(() => median.loss(batch)).toThrow("Call objective.fit");
    const fitted = median.fit!({ segments: (q) => q / 10, documents: () => 99 });
    expect(fitted.prefix!(segment(0.05), () => 0)).toBe("<good>");
    expect(fitted.prefix!(segment(0.06), () => 0)).toBe("<|misaligned|>");
  });

  it("rejects options it cannot mean", () => {
    // @ts-expect-error: what a JSON config may hold
    expect(() => conditional({})).toThrow('option "threshold" must be given');
    expect(() => conditional({ threshold: 0, unmarkedShare: 1.5 })).toThrow("from 0 to 1, got 1.5");
    expect(() => conditional({ threshold: 0, alignedToken: "" })).toThrow("a string, not empty");
    expect(() => conditional({ threshold: 0, alignedToken: "<|misaligned|>" })).toThrow(
      "must differ",
    );
    // @ts-expect-error: what a JSON config may hold
    expect(() => conditional({ threshold: 0, banned: "bot" })).toThrow('Did you mean "both"?');
    // @ts-expect-error: what a JSON config may hold
    expect(() => conditional({ threshold: 0, unmarked: 0 })).toThrow(
      'Did you mean "unmarkedShare"?',
    );
  });

  it("records its options, defaults included, such that they make it again", () => {
    const { options } = conditional({ threshold: 0.5, banned: "both" });
    expect(options).toEqual({
      threshold: 0.5,
      unmarkedShare: 0.01,
      alignedToken: "<|aligned|>",
      misalignedToken: "<|misaligned|>",
      banned: "both",
    });
    expect(conditional({ threshold: 0, ...options }).options).toEqual(options);
  });
});

for (const threshold of [0, 0.25, quantile(0.5)])
  testObjective(conditional({ threshold, banned: threshold === 0 ? "both" : "misaligned" }), {
    equalsMleAt: [conditional({ threshold: 0, unmarkedShare: 1 })],
  });
