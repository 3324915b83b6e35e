import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { scoreTally, shortest } from "./score-tally.ts";

/** Scores with ties and zeros, some very small and very large, and lengths up to millions. */
function pairs(seed: number, count: number) {
  const uniform = random(seed, "tally");
  return Array.from({ length: count }, () => ({
    score: uniform() < 0.3 ? 0 : Math.fround(Number((10 ** (60 * uniform() - 30)).toPrecision(2))),
    characters: Math.floor(2 ** (30 * uniform())),
  }));
}

function tallyOf(list: readonly { score: number; characters: number }[]) {
  const tally = scoreTally();
  for (const { score, characters } of list) tally.add(score, characters);
  return tally.sorted();
}

describe("scoreTally", () => {
  const list = pairs(1, 5000);
  const sorted = [...list].sort((a, b) => a.score - b.score);
  const tally = tallyOf(list);

  it("keeps every score with its characters, in order", () => {
    const seen: number[] = [];
    let characters = 0;
    tally.each((score, length, count) => {
      for (let i = 0; i < count; i++) seen.push(score);
      characters += length;
    });
    expect(seen).toEqual(sorted.map(({ score }) => score));
    expect(characters).toBe(list.reduce((sum, each) => sum + each.characters, 0));
    expect([tally.count, tally.characters]).toEqual([list.length, characters]);
  });

  it("counts what lies at or below a threshold as a loop does, ties included", () => {
    for (const threshold of [
      0,
      1e-38,
      ...sorted.filter((_, i) => i % 97 === 0).map((p) => p.score),
      1e38,
    ]) {
      const inside = list.filter(({ score }) => score <= Math.fround(threshold));
      expect(tally.atMost(threshold)).toEqual({
        count: inside.length,
        characters: inside.reduce((sum, each) => sum + each.characters, 0),
      });
    }
  });

  it("has as quantile the smallest score that at least that share does not exceed", () => {
    for (const q of [0, 0.01, 0.3, 0.5, 1 / 3, 0.999, 1]) {
      const score = tally.quantile(q);
      expect(tally.atMost(score).count / list.length).toBeGreaterThanOrEqual(q);
      const smaller = list.filter((each) => each.score < score).length;
      if (smaller > 0) expect(smaller / list.length).toBeLessThan(q);
    }
  });

  it("takes a score that float32 cannot tell from 0 as 0", () => {
    expect(tallyOf([{ score: 1e-60, characters: 3 }]).zeros).toEqual({ count: 1, characters: 3 });
  });
});

describe("shortest", () => {
  it("is the same float32 in no more digits than needed", () => {
    expect([0, 0.1, 0.00056, 1 / 3].map((x) => shortest(Math.fround(x)))).toEqual([
      0, 0.1, 0.00056, 0.33333334,
    ]);
    for (const { score } of pairs(2, 200)) expect(Math.fround(shortest(score))).toBe(score);
  });
});
