import { describe, expect, it } from "vitest";
import type { EvaluationPoint, SeedReport } from "../report.ts";
import { objectiveReport, reportOf } from "../test-report.ts";
import { pointsSection } from "./points-section.ts";

const point = (tokens: number, score: number, bitsPerByte: number): EvaluationPoint => ({
  ...{ tokens, bitsPerByte },
  misalignment: { mean: score, low: 0.9 * score, high: 1.1 * score },
});
const seed = (number: number, points: readonly EvaluationPoint[]): SeedReport => ({
  ...{ seed: number, hitRate: 0, bitsPerByte: 2, points },
  misalignment: points[0].misalignment,
});
const section = async (seeds: readonly SeedReport[]) =>
  (await pointsSection(reportOf([objectiveReport("mle", 0.01, { seeds })])))?.markup;

describe("what was measured on the way", () => {
  it("is not there where nothing was, or the end alone", async () => {
    expect(await section([])).toBeUndefined();
    expect(await section([seed(1, [point(10, 0.1, 2)])])).toBeUndefined();
  });

  it("is a picture of scores and one of bits per byte, and of the divergence where it is known", async () => {
    const points = [point(10, 0.004, 3), point(20, 0.002, 2)];
    const plain = await section([seed(1, points)]);
    expect(plain).toContain("score per 1,000 characters over tokens. mle ends at 2");
    expect(plain).toContain("held-out bits per byte over tokens. mle ends at 2");
    expect(plain).not.toContain("KL");
    expect(plain).toContain("intervals over samples");
    const nats = { mean: 7, low: 6, high: 8 };
    const divergence = { reference: "long", samples: 4, nats };
    const compared = await section([
      seed(
        1,
        points.map((each) => ({ ...each, divergence })),
      ),
    ]);
    expect(compared).toContain("KL, nats per sequence over tokens. mle ends at 7");
  });

  it("is over the seeds where there are several, also if one lacks a point", async () => {
    const first = [point(10, 0.004, 3), point(20, 0.002, 2)];
    const markup = await section([seed(1, first), seed(2, [point(20, 0.004, 1)])]);
    expect(markup).toContain("mle ends at 3"); // the mean of 2 and 4
    expect(markup).toContain("means over the training seeds");
  });
});
