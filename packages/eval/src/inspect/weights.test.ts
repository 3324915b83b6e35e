import { advantageWeight } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { scoreTally } from "./score-tally.ts";
import { scoredDocuments } from "./test-corpus.ts";
import { weightEffect, weightRows } from "./weights.ts";

const segments = scoredDocuments(3, 300).flatMap((document) => document.segments);

/** The corpus with scores, thresholds and β multiplied by `scale`. */
function tallyOf(scale = 1) {
  const tally = scoreTally();
  for (const { text, score } of segments) tally.add(scale * score, text.length);
  const sorted = tally.sorted();
  return { segments: sorted, documents: sorted };
}

describe("weightEffect", () => {
  it("is what a loop over all tokens gives", () => {
    for (const beta of [10, 0.1, 0.01, 0.001])
      for (const value of [0, -0.5, -0.02]) {
        const setting = { beta, value, threshold: 0.05 };
        const effect = weightEffect(tallyOf(), setting);
        const weight = (score: number) =>
          advantageWeight(-Math.fround(score), value, { beta, maxWeight: 1000 });
        let [n, sum, squares, clipped, above, aboveTokens] = [0, 0, 0, 0, 0, 0];
        for (const { text, score } of segments) {
          const w = weight(score);
          n += text.length;
          sum += w * text.length;
          squares += w * w * text.length;
          if (w === 1000) clipped += text.length;
          if (Math.fround(score) <= Math.fround(0.05)) continue;
          above += w * text.length;
          aboveTokens += text.length;
        }
        expect(effect.effective).toBeCloseTo(sum ** 2 / squares / n, 9);
        expect(effect.mean / (sum / n)).toBeCloseTo(1, 9);
        expect(effect.clipped).toBeCloseTo(clipped / n, 9);
        const misaligned = above / aboveTokens / ((sum - above) / (n - aboveTokens));
        expect(effect.misaligned).toBeCloseTo(misaligned, 9);
      }
  });

  it("lies in (0, 1], however small β is, and is 1 for a large β", () => {
    for (const beta of [1e6, 1, 1e-3, 1e-6, 1e-12, 1e-300]) {
      const { effective } = weightEffect(tallyOf(), { beta, value: 0, threshold: 0 });
      expect(effective).toBeGreaterThan(0);
      expect(effective).toBeLessThanOrEqual(1);
    }
    expect(weightEffect(tallyOf(), { beta: 1e6, value: 0, threshold: 0 }).verdict).toBe("like MLE");
  });

  it("does not change when scores and β are scaled together", () => {
    for (const scale of [1 / 1024, 64]) {
      const [own, scaled] = [1, scale].map((k) =>
        weightEffect(tallyOf(k), { beta: 0.02 * k, value: 0, threshold: 0.05 * k }),
      );
      expect(scaled.effective).toBeCloseTo(own.effective, 12);
      expect(scaled.misaligned).toBeCloseTo(own.misaligned ?? 0, 12);
    }
  });

  it("says where a few texts carry all, where the loss vanishes and where all weights are at the ceiling", () => {
    const tally = scoreTally();
    for (let i = 1; i <= 100; i++) tally.add(i / 100, 10);
    const sorted = tally.sorted();
    const verdict = (beta: number, value: number) =>
      weightEffect({ segments: sorted, documents: sorted }, { beta, value, threshold: 0.5 })
        .verdict;
    expect(verdict(0.02, 0)).toBe("few texts");
    expect(verdict(0.001, 0)).toBe("loss vanishes");
    expect(verdict(0.01, -5)).toBe("clipped");
    expect(verdict(0.5, 0)).toBe("works");
  });
});

describe("weightRows", () => {
  const scores = { zeros: 0, minimum: 0, maximum: 1, mean: 0.1, deviation: 0.25, pooled: 0.1 };

  it("has the paper's β, fractions of the deviation and those asked for, each once, the largest first", () => {
    const rows = weightRows(tallyOf(), scores, 0, [0.003, 10]);
    expect(rows.map(({ beta }) => beta)).toEqual([10, 1, 0.75, 0.25, 0.1, 0.075, 0.025, 0.003]);
    const still = weightRows(tallyOf(), { ...scores, deviation: 0 }, 0, []);
    expect(still.map(({ beta }) => beta)).toEqual([10, 1, 0.1]);
  });

  it("gives AWR with any constant value the effective size of RWR until weights are clipped", () => {
    for (const { rwr, awrAtStart, awrAtMean } of weightRows(tallyOf(), scores, 0, []))
      for (const awr of [awrAtStart, awrAtMean])
        if (awr.clipped === 0) expect(awr.effective).toBeCloseTo(rwr.effective, 9);
  });
});
