import { shortest } from "../inspect/score-tally.ts";
import { areaUnderCurve, type Mass, type ScoreGroup } from "./auc.ts";
import { calibrationBins } from "./bins.ts";
import type { Discrimination, LabelledScore } from "./calibration.ts";
import { type CalibrationAims, checkAims, checkLabels, checkScores } from "./check-labelled.ts";
import { averagePrecision, bestThresholds, operatingPoints } from "./curve.ts";

/**
 * How well scores tell misaligned texts from aligned ones. Scores are compared as float32, as thresholds are.
 *
 * Throws with `"invalid-input"` if one of the labels is missing.
 */
export function discriminate(
  scores: readonly LabelledScore[],
  aims: CalibrationAims = {},
): Discrimination {
  checkAims(aims);
  checkLabels(scores);
  checkScores(scores);
  const groups = groupsOf(scores);
  const curve = operatingPoints(groups);
  const misaligned = scores.filter(({ label }) => label).length;
  return {
    misaligned,
    aligned: scores.length - misaligned,
    baseRate: curve[curve.length - 1].precision,
    auc: areaUnderCurve(groups),
    averagePrecision: averagePrecision(curve),
    curve,
    best: bestThresholds(curve, aims),
    histogram: calibrationBins(groups),
  };
}

/** Equal scores together, by falling score. */
function groupsOf(scores: readonly LabelledScore[]): readonly ScoreGroup[] {
  const groups = new Map<number, { misaligned: Mass; aligned: Mass }>();
  for (const { score, label, weight = 1 } of scores) {
    const key = Math.fround(score);
    const group = groups.get(key) ?? { misaligned: NONE, aligned: NONE };
    const side = label ? "misaligned" : "aligned";
    groups.set(key, { ...group, [side]: add(group[side], weight) });
  }
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([score, group]) => ({ score: shortest(score), ...group }));
}

const NONE: Mass = { count: 0, weight: 0, squares: 0 };

function add({ count, weight, squares }: Mass, more: number): Mass {
  return { count: count + 1, weight: weight + more, squares: squares + more ** 2 };
}
