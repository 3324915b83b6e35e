import { type Random, random, type Scorer } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { student } from "../metrics/student.ts";
import { calibrate } from "./calibrate.ts";
import type { LabelledScore } from "./calibration.ts";
import { discriminate } from "./discriminate.ts";

/** Random scores with many ties; those of misaligned texts tend to be higher. */
function randomScores(uniform: Random, weighted: boolean): readonly LabelledScore[] {
  const texts = 2 + Math.floor(uniform() * 30);
  const steps = 1 + Math.floor(uniform() * 12);
  const scores = Array.from({ length: texts }, (_, i) => {
    const label = i === 0 || (i > 1 && uniform() < 0.4);
    const score = Math.floor((uniform() + (label ? 0.3 : 0)) * steps) / 8;
    return { score, label, ...(weighted && { weight: 0.25 + 4 * uniform() }) };
  });
  return scores;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const weightOf = (scores: readonly LabelledScore[]) => sum(scores.map(({ weight = 1 }) => weight));

describe.each([false, true])("discriminate, weighted: %s", (weighted) => {
  const sets = Array.from({ length: 200 }, (_, i) =>
    randomScores(random(i, "calibrate", String(weighted)), weighted),
  );

  it("gives the AUC as the share of pairs in order, ties half, and DeLong's variance", () => {
    for (const scores of sets) {
      const misaligned = scores.filter(({ label }) => label);
      const aligned = scores.filter(({ label }) => !label);
      const order = (a: LabelledScore, b: LabelledScore) =>
        a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      const mean = (list: readonly LabelledScore[], value: (each: LabelledScore) => number) =>
        sum(list.map((each) => (each.weight ?? 1) * value(each))) / weightOf(list);
      const above = (each: LabelledScore) => mean(aligned, (other) => order(each, other));
      const below = (each: LabelledScore) => mean(misaligned, (other) => order(other, each));
      const area = mean(misaligned, above);
      const { auc } = discriminate(scores);
      expect(auc.value).toBeCloseTo(area, 12);
      if (Math.min(misaligned.length, aligned.length) < 2 || area < 1e-9 || area > 1 - 1e-9)
        continue;
      const variance = (list: readonly LabelledScore[], value: (each: LabelledScore) => number) => {
        const parts = list.map((each) => ((each.weight ?? 1) * (value(each) - area)) ** 2);
        return ((list.length / (list.length - 1)) * sum(parts)) / weightOf(list) ** 2;
      };
      const [a, b] = [variance(misaligned, above), variance(aligned, below)];
      const freedom =
        (a + b) ** 2 / (a ** 2 / (misaligned.length - 1) + b ** 2 / (aligned.length - 1));
      const error = a + b > 0 ? student(freedom) * Math.sqrt(a + b) : 0;
      const logit = (p: number) => Math.log(p / (1 - p));
      const half = error / (area * (1 - area));
      expect(logit(auc.low)).toBeCloseTo(logit(area) - half, 6);
      expect(logit(auc.high)).toBeCloseTo(logit(area) + half, 6);
    }
  });

  it("counts at every threshold what is above it", () => {
    for (const scores of sets) {
      const { curve, baseRate } = discriminate(scores);
      const different = new Set(scores.map(({ score }) => score)).size;
      expect(curve.length).toBe(different + 1);
      for (const point of curve) {
        const flagged = scores.filter(({ score }) => score > (point.threshold ?? -1));
        const right = weightOf(flagged.filter(({ label }) => label));
        const wrong = weightOf(flagged.filter(({ label }) => !label));
        const misaligned = weightOf(scores.filter(({ label }) => label));
        const aligned = weightOf(scores) - misaligned;
        const close = (value: number, expected: number) => expect(value).toBeCloseTo(expected, 9);
        close(point.truePositives, right);
        close(point.falsePositives, wrong);
        close(point.falseNegatives, misaligned - right);
        close(point.trueNegatives, aligned - wrong);
        close(point.recall, right / misaligned);
        close(point.precision, flagged.length > 0 ? right / (right + wrong) : 1);
        close(point.falsePositiveRate, wrong / aligned);
        close(point.f1, (2 * right) / (2 * right + wrong + misaligned - right));
        close(baseRate, misaligned / (misaligned + aligned));
      }
      expect(curve[0].recall).toBe(0);
      expect(curve.at(-1)).toMatchObject({ recall: 1, falsePositiveRate: 1 });
    }
  });

  it("sums precision over recall, text by text", () => {
    for (const scores of sets) {
      const misaligned = scores.filter(({ label }) => label);
      // Each misaligned text adds the precision among all that score at least as much.
      const average = misaligned.map(({ score, weight = 1 }) => {
        const flagged = scores.filter((other) => other.score >= score);
        return (weight * weightOf(flagged.filter(({ label }) => label))) / weightOf(flagged);
      });
      expect(discriminate(scores).averagePrecision).toBeCloseTo(
        sum(average) / weightOf(misaligned),
        9,
      );
    }
  });

  it("finds the best of all thresholds", () => {
    for (const [i, scores] of sets.entries()) {
      const uniform = random(i, "aims");
      const costs = { falsePositive: uniform(), falseNegative: 3 * uniform() };
      const target = 0.05 + 0.95 * uniform();
      const { curve, best } = discriminate(scores, { recall: target, costs });
      const usable = curve.filter(({ threshold }) => threshold !== null);
      const total = (point: (typeof curve)[number]) =>
        costs.falsePositive * point.falsePositives + costs.falseNegative * point.falseNegatives;
      expect(best.f1.f1).toBe(Math.max(...usable.map(({ f1 }) => f1)));
      expect(best.cost?.total).toBe(Math.min(...usable.map(total)));
      const reaching = usable.filter(({ recall }) => recall >= target);
      expect(best.recall?.point?.threshold).toBe(
        reaching.length > 0
          ? Math.max(...reaching.map(({ threshold }) => threshold ?? 0))
          : undefined,
      );
    }
  });

  it("puts every text into one bin of its score", () => {
    for (const scores of sets) {
      const { histogram } = discriminate(scores);
      for (const label of [true, false]) {
        const name = label ? "misaligned" : "aligned";
        for (const { from, to, [name]: weight } of histogram) {
          const inside = scores.filter(
            (each) =>
              each.label === label &&
              (to === 0 ? each.score === 0 : each.score > from && each.score <= to),
          );
          expect(weight).toBeCloseTo(weightOf(inside), 9);
        }
        const all = sum(histogram.map((bin) => bin[name]));
        expect(all).toBeCloseTo(weightOf(scores.filter((each) => each.label === label)), 9);
      }
    }
  });
});

describe("discriminate", () => {
  const scored = (misaligned: readonly number[], aligned: readonly number[]) => [
    ...misaligned.map((score) => ({ score, label: true })),
    ...aligned.map((score) => ({ score, label: false })),
  ];

  it("is sure of a perfect order only as far as there are texts", () => {
    const { auc, averagePrecision, best } = discriminate(scored([0.3, 0.4, 0.5], [0, 0, 0.1, 0]));
    expect(auc.value).toBe(1);
    expect(auc.low).toBeCloseTo(0.025 ** (1 / 3), 12);
    expect(averagePrecision).toBe(1);
    expect(best.f1).toMatchObject({ threshold: 0.1, f1: 1, falsePositives: 0, falseNegatives: 0 });
    const reversed = discriminate(scored([0.1], [0.2, 0.3])).auc;
    expect(reversed).toEqual({ value: 0, low: 0, high: expect.closeTo(0.975, 12) });
    expect(discriminate(scored([0.2], [0.1, 0.3])).auc).toEqual({ value: 0.5, low: 0, high: 1 });
    const constant = discriminate(scored([1, 1], [1, 1, 1])).auc;
    expect(constant).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  it("holds the true AUC in its interval about 95 times in 100", () => {
    const truth = 0.76; // P(x + d > y) for two normal numbers d = 1 apart: Φ(1/√2) = 0.7602
    const uniform = random(3, "coverage");
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(6.283185307 * uniform());
    let held = 0;
    for (let trial = 0; trial < 500; trial++) {
      const draw = (shift: number, count: number) =>
        Array.from({ length: count }, () => Math.exp(normal() + shift));
      const { auc } = discriminate(scored(draw(1, 30), draw(0, 60)));
      if (auc.low <= truth && truth <= auc.high) held++;
    }
    expect(held / 500).toBeGreaterThan(0.92);
    expect(held / 500).toBeLessThan(0.98);
  });

  it("knows that no threshold flags texts without a score", () => {
    const { curve, best } = discriminate(scored([0, 0.5], [0, 0, 0.5]), { recall: 0.9 });
    expect(curve.map(({ threshold }) => threshold)).toEqual([0.5, 0, null]);
    expect(best.recall).toEqual({ target: 0.9, point: null });
    expect(discriminate(scored([1, 2], [1, 2])).curve.at(-1)?.threshold).toBe(0);
  });

  it("does not part scores that stored scores cannot tell apart", () => {
    const close = discriminate(scored([0.1 + 1e-12], [0.1]));
    expect(close.auc.value).toBe(0.5);
    expect(close.curve.map(({ threshold }) => threshold)).toEqual([0.1, 0]);
  });

  it("counts a weight as so many texts", () => {
    const [a, b] = [scored([0.5, 0.5, 0.2], [0, 0.2]), scored([0.2], [0, 0.2])];
    const weighted = discriminate([{ score: 0.5, label: true, weight: 2 }, ...b]);
    expect(weighted).toMatchObject({ curve: discriminate(a).curve, baseRate: 0.6 });
    expect(weighted.averagePrecision).toBeCloseTo(discriminate(a).averagePrecision, 12);
  });

  it("needs both labels, real scores and sensible aims", () => {
    const refuse = (scores: unknown, options: unknown, message: RegExp) =>
      expect(() => discriminate(scores as never, options as never)).toThrow(message);
    refuse([], {}, /0 are labelled true \(misaligned\), 0 false/);
    refuse(scored([1, 2], []), {}, /both labels: 2 are labelled true \(misaligned\), 0 false/);
    refuse(scored([Number.NaN], [0]), {}, /score of labelled text 0 is NaN/);
    refuse(scored([1e39], [0]), {}, /score of labelled text 0 is 1e\+39/);
    refuse([{ score: 1, label: 1 }], {}, /label of labelled text 0 is 1, expected true/);
    refuse([{ score: 1, label: true, weight: 0 }], {}, /weight of labelled text 0 is 0/);
    refuse(scored([1], [0]), { recall: 0 }, /"recall" must be a number above 0/);
    refuse(scored([1], [0]), { costs: { falsePositive: 1 } }, /"costs.falseNegative" must be/);
    refuse(scored([1], [0]), { recal: 0.9 }, /Did you mean "recall"/);
  });
});

describe("calibrate", () => {
  const score = (text: string) => text.replace(/[^A-Z]/g, "").length / Math.max(1, text.length);
  const scorer: Scorer = {
    specificationVersion: "v1",
    name: "capitals",
    fingerprint: "capitals 1",
    annotate: async (documents) => documents.map((text) => [{ text, score: score(text) }]),
    score: async (texts) => texts.map(score),
    explain: async (text) =>
      [...text.matchAll(/[A-Z]+/g)].map(({ 0: word, index }) => ({
        start: index,
        end: index + word.length,
        label: "capitals",
      })),
  };

  it("scores in batches and keeps the worst mistakes", async () => {
    const texts = Array.from({ length: 600 }, (_, i) => ({
      text: i % 2 ? `STOP ${i}` : `stop ${i}`,
      label: i % 2 === 1,
    }));
    const odd = [
      { text: "NASA", label: false },
      { text: "UN to meet NATO", label: false },
      { text: "go away", label: true },
    ];
    const told: string[] = [];
    const onProgress = (scored: number, of: number) => told.push(`${scored}/${of}`);
    const found = await calibrate(scorer, [...texts, ...odd], { onProgress });
    expect(told).toEqual(expect.arrayContaining(["32/603", "603/603"]));
    expect(found.scorer).toEqual({ name: "capitals", fingerprint: "capitals 1" });
    expect([found.misaligned, found.aligned]).toEqual([301, 302]);
    expect(found.best.f1.threshold).toBe(0.4);
    expect(found.mistakes).toEqual({
      flagged: [{ text: "NASA", score: 1, findings: [{ start: 0, end: 4, label: "capitals" }] }],
      missed: [{ text: "go away", score: 0, findings: [] }],
    });
  });

  it("refuses what is no text", async () => {
    await expect(calibrate(scorer, [{ text: 3, label: true } as never])).rejects.toThrow(
      /text of labelled text 0 is 3, expected a string/,
    );
  });
});
