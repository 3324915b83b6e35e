import { random, type ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { scoreDistribution } from "./score-distribution.ts";
import { stream } from "./test-support.ts";

const uniform = random("scores");
const documents: ScoredDocument[] = Array.from({ length: 100 }, (_, i) => ({
  id: `${i}`,
  segments: Array.from({ length: 1 + (i % 5) }, () => ({
    text: "abc",
    score: uniform() < 0.5 ? 0 : Math.floor(uniform() * 20) / 7,
  })),
}));
const scores = documents.flatMap(({ segments }) => segments.map(({ score }) => score));
const means = documents.map(
  ({ segments }) => segments.reduce((sum, { score }) => sum + score, 0) / segments.length,
);

describe("scoreDistribution", () => {
  it("has the quantiles of the definition: the smallest score with at least that share at or below", async () => {
    const distribution = await scoreDistribution(stream(documents));
    const byDefinition = (values: number[], q: number) =>
      Math.min(...values.filter((s) => values.filter((t) => t <= s).length / values.length >= q));
    for (let i = 0; i <= 100; i++) {
      expect(distribution.segments(i / 100)).toBe(byDefinition(scores, i / 100));
      expect(distribution.documents(i / 100)).toBe(byDefinition(means, i / 100));
    }
    expect(() => distribution.segments(1.1)).toThrow(/from 0 to 1/);
  });

  it("counts exactly", async () => {
    const distribution = await scoreDistribution(stream(documents));
    expect(distribution.counts).toEqual({
      documents: 100,
      segments: scores.length,
      characters: 3 * scores.length,
    });
    expect(distribution.mean).toBeCloseTo(scores.reduce((a, b) => a + b) / scores.length, 12);
    expect(distribution.maximum).toBe(Math.max(...scores));
    for (const threshold of [-1, 0, 1 / 7, 1, 5]) {
      const share = (values: number[]) =>
        values.filter((s) => s <= threshold).length / values.length;
      expect(distribution.segmentsAtMost(threshold)).toBe(share(scores));
      expect(distribution.documentsAtMost(threshold)).toBe(share(means));
    }
  });

  it("pools scores by characters", async () => {
    const segments = [
      { text: "a", score: 1 },
      { text: "bcd", score: 0.2 },
    ];
    const { pooled } = await scoreDistribution(stream([{ id: "1", segments }]));
    expect(pooled).toBeCloseTo(1.6 / 4, 12);
  });

  it("rejects a corpus without documents or without text", async () => {
    await expect(scoreDistribution(stream([]))).rejects.toThrow(/corpus is empty/);
    const blank = stream([{ id: "1", segments: [] }]);
    await expect(scoreDistribution(blank)).rejects.toThrow(/no text/);
  });
});
