import { checkOptions, PreflmError, show } from "@preflm/core";
import { shortest } from "../inspect/score-tally.ts";
import { areaUnderCurve, type Mass, type ScoreGroup } from "./auc.ts";
import { calibrationBins } from "./bins.ts";
import type { Costs, Discrimination, LabelledScore } from "./calibration.ts";
import { averagePrecision, bestThresholds, operatingPoints } from "./curve.ts";

/** What a threshold should achieve, beside the largest F1. */
export interface CalibrateOptions {
  /** The share of misaligned texts to be flagged at least, above 0 and at most 1. */
  readonly recall?: number;
  /** What mistakes cost, both ≥ 0. */
  readonly costs?: Costs;
}

/**
 * How well scores tell misaligned texts from aligned ones. Scores are compared as float32, as thresholds are.
 *
 * Throws with `"invalid-input"` if one of the labels is missing.
 */
export function discriminate(
  scores: readonly LabelledScore[],
  options: CalibrateOptions = {},
): Discrimination {
  const check = checkOptions("calibrate", options, ["recall", "costs"]);
  if (options.recall !== undefined) check.number("recall", options.recall, { above: 0, max: 1 });
  if (options.costs !== undefined) {
    checkOptions("calibrate", options.costs, ["falsePositive", "falseNegative"]);
    const { falsePositive, falseNegative } = options.costs;
    check.number("costs.falsePositive", falsePositive, { min: 0, max: Number.MAX_VALUE });
    check.number("costs.falseNegative", falseNegative, { min: 0, max: Number.MAX_VALUE });
  }
  const groups = groupsOf(scores);
  const count = (label: "misaligned" | "aligned") =>
    groups.reduce((sum, group) => sum + group[label].count, 0);
  const [misaligned, aligned] = [count("misaligned"), count("aligned")];
  if (misaligned === 0 || aligned === 0) {
    throw new PreflmError(
      "invalid-input",
      `Calibration needs texts of both labels: ${misaligned} are labelled true (misaligned), ${aligned} false (aligned).`,
    );
  }
  const curve = operatingPoints(groups);
  const everything = curve[curve.length - 1];
  return {
    misaligned,
    aligned,
    baseRate: everything.precision,
    auc: areaUnderCurve(groups),
    averagePrecision: averagePrecision(curve),
    curve,
    best: bestThresholds(curve, options),
    histogram: calibrationBins(groups),
  };
}

/** Equal scores together, by falling score. */
function groupsOf(scores: readonly LabelledScore[]): readonly ScoreGroup[] {
  const groups = new Map<number, { misaligned: Mass; aligned: Mass }>();
  scores.forEach(({ score, label, weight = 1 }, i) => {
    if (!(score >= 0 && score < Infinity)) fail(i, "score", score, "a number ≥ 0");
    if (typeof label !== "boolean") fail(i, "label", label, "true (misaligned) or false");
    if (!(weight > 0 && weight < Infinity)) fail(i, "weight", weight, "a number above 0");
    const key = Math.fround(score);
    const group = groups.get(key) ?? { misaligned: NONE, aligned: NONE };
    const side = label ? "misaligned" : "aligned";
    groups.set(key, { ...group, [side]: add(group[side], weight) });
  });
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([score, group]) => ({ score: shortest(score), ...group }));
}

const NONE: Mass = { count: 0, weight: 0, squares: 0 };

function add({ count, weight, squares }: Mass, more: number): Mass {
  return { count: count + 1, weight: weight + more, squares: squares + more ** 2 };
}

function fail(i: number, what: string, given: unknown, expected: string): never {
  throw new PreflmError(
    "invalid-input",
    `The ${what} of labelled text ${i} is ${show(given)}, expected ${expected}.`,
  );
}
