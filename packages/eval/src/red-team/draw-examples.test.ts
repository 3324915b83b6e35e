import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { drawExamples } from "./draw-examples.ts";

const pool = (...scores: readonly number[]) =>
  scores.map((score, i) => ({ prompt: String(i), score }));

describe("drawExamples", () => {
  it("draws each next one with p ∝ exp(score / temperature) among those left", () => {
    const scores = [0, 0.1, 0.25];
    const weights = scores.map((score) => Math.exp(score / 0.1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const counts = new Map<string, number>();
    const uniform = random(1, "draw test");
    const draws = 40_000;
    for (let i = 0; i < draws; i++) {
      const drawn = drawExamples(pool(...scores), 2, { temperature: 0.1, scale: 1, uniform });
      const key = drawn.map(({ prompt }) => prompt).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const first of [0, 1, 2]) {
      for (const second of [0, 1, 2].filter((other) => other !== first)) {
        const expected = ((weights[first] / total) * weights[second]) / (total - weights[first]);
        const seen = (counts.get(`${first}${second}`) ?? 0) / draws;
        expect(Math.abs(seen - expected)).toBeLessThan(0.01);
      }
    }
  });

  it("draws without replacement, and all of a pool that is smaller", () => {
    const uniform = random(2, "draw test");
    for (const temperature of [0, 0.1, 1e9]) {
      const drawn = drawExamples(pool(1, 2, 3), 5, { temperature, uniform });
      expect(drawn.map(({ prompt }) => prompt).sort()).toEqual(["0", "1", "2"]);
    }
  });

  it("is not afraid of scores whose exponential overflows", () => {
    const uniform = random(3, "draw test");
    const options = { temperature: 0.1, scale: 1, uniform };
    expect(drawExamples(pool(5e4, 1e6, 9e5), 2, options).map(({ prompt }) => prompt)).toEqual([
      "1",
      "2",
    ]);
  });

  it("takes the highest scores at temperature 0", () => {
    const uniform = random(4, "draw test");
    const drawn = drawExamples(pool(1, 3, 2, 0), 2, { temperature: 0, uniform });
    expect(drawn.map(({ score }) => score)).toEqual([3, 2]);
  });

  it("does not depend on the scores' unit, unless told a scale", () => {
    const draw = (factor: number, scale?: number) =>
      Array.from({ length: 50 }, (_, i) =>
        drawExamples(pool(factor, 2 * factor, 2.1 * factor), 1, {
          temperature: 0.1,
          uniform: random(i, "draw test"),
          ...(scale !== undefined && { scale }),
        }).map(({ prompt }) => prompt),
      );
    expect(draw(1e-3)).toEqual(draw(1));
    expect(draw(1e-3, 1)).not.toEqual(draw(1, 1));
  });

  it("draws evenly from a pool that scores 0", () => {
    const uniform = random(5, "draw test");
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++)
      counts[Number(drawExamples(pool(0, 0, 0), 1, { temperature: 0.1, uniform })[0].prompt)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
