import { random, type ScoredDocument } from "@preflm/core";
import { scoreDistribution } from "@preflm/data";
import { describe, expect, it } from "vitest";
import { scoreHistogram } from "./score-histogram.ts";

async function histogramOf(scores: readonly number[]) {
  async function* documents(): AsyncGenerator<ScoredDocument> {
    for (const [i, score] of scores.entries())
      yield { id: `${i}`, segments: [{ text: "x", score }] };
  }
  return scoreHistogram(await scoreDistribution(documents()));
}

describe("scoreHistogram", () => {
  it("counts every segment once, zeros in a bin of their own", async () => {
    const uniform = random("histogram");
    const scores = Array.from({ length: 500 }, () =>
      uniform() < 0.6 ? 0 : 10 ** (-4 * uniform()),
    );
    const bins = await histogramOf(scores);
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(500);
    expect(bins[0]).toEqual({
      from: 0,
      to: 0,
      count: scores.filter((score) => score === 0).length,
    });
    for (const { from, to, count } of bins.slice(1)) {
      expect(count).toBe(scores.filter((score) => score > from && score <= to).length);
    }
  });

  it("has no bins for positive scores that are not there", async () => {
    expect(await histogramOf([0, 0])).toEqual([{ from: 0, to: 0, count: 2 }]);
    expect(await histogramOf([1, 1, 0.1])).toEqual([
      { from: 0, to: 0, count: 0 },
      expect.objectContaining({ to: 0.1, count: 1 }),
      ...[0, 0, 0, 0].map((count) => expect.objectContaining({ count })),
      expect.objectContaining({ to: 1, count: 2 }),
    ]);
  });
});
