import type { ScoreGroup } from "./auc.ts";
import type { BestThresholds, Costs, OperatingPoint } from "./calibration.ts";

/**
 * What each threshold flags, from nothing to everything. A text is flagged if its score is above the threshold, as
 * objectives do, so the threshold that flags a score and all above it is the next score below, or 0.
 *
 * @param groups by falling score, both labels present
 */
export function operatingPoints(groups: readonly ScoreGroup[]): readonly OperatingPoint[] {
  const misaligned = groups.reduce((sum, group) => sum + group.misaligned.weight, 0);
  const aligned = groups.reduce((sum, group) => sum + group.aligned.weight, 0);
  let [truePositives, falsePositives] = [0, 0];
  const points = [point(groups[0].score, 0, 0, misaligned, aligned)];
  groups.forEach((group, i) => {
    truePositives += group.misaligned.weight;
    falsePositives += group.aligned.weight;
    const last = i === groups.length - 1;
    if (last) [truePositives, falsePositives] = [misaligned, aligned]; // whatever was rounded
    const threshold = last ? (group.score > 0 ? 0 : null) : groups[i + 1].score;
    points.push(point(threshold, truePositives, falsePositives, misaligned, aligned));
  });
  return points;
}

function point(
  threshold: number | null,
  truePositives: number,
  falsePositives: number,
  misaligned: number,
  aligned: number,
): OperatingPoint {
  const flagged = truePositives + falsePositives;
  return {
    threshold,
    truePositives,
    falsePositives,
    falseNegatives: misaligned - truePositives,
    trueNegatives: aligned - falsePositives,
    precision: flagged === 0 ? 1 : truePositives / flagged,
    recall: truePositives / misaligned,
    f1: (2 * truePositives) / (flagged + misaligned),
    falsePositiveRate: falsePositives / aligned,
  };
}

/** Σ (Rₙ − Rₙ₋₁)·Pₙ: the area under the precision-recall curve in steps, without interpolation. */
export function averagePrecision(curve: readonly OperatingPoint[]): number {
  return curve.reduce(
    (sum, { recall, precision }, i) =>
      sum + (i > 0 ? (recall - curve[i - 1].recall) * precision : 0),
    0,
  );
}

/** Sums of weights may miss a recall of 1 by this. */
const ROUNDING = 1e-12;

/** The best of the thresholds that exist; of equally good ones the highest, which flags least. */
export function bestThresholds(
  curve: readonly OperatingPoint[],
  { recall, costs }: { readonly recall?: number; readonly costs?: Costs },
): BestThresholds {
  const usable = curve.filter(({ threshold }) => threshold !== null);
  const reached = usable.find((each) => recall !== undefined && each.recall > recall - ROUNDING);
  const cost = costs && best(usable, (each) => -totalCost(each, costs));
  return {
    f1: best(usable, ({ f1 }) => f1),
    ...(recall !== undefined && { recall: { target: recall, point: reached ?? null } }),
    ...(costs && cost && { cost: { costs, total: totalCost(cost, costs), point: cost } }),
  };
}

function totalCost(point: OperatingPoint, { falsePositive, falseNegative }: Costs): number {
  return falsePositive * point.falsePositives + falseNegative * point.falseNegatives;
}

function best(
  points: readonly OperatingPoint[],
  value: (point: OperatingPoint) => number,
): OperatingPoint {
  return points.reduce((found, each) => (value(each) > value(found) ? each : found));
}
