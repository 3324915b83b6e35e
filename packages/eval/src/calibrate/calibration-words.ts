import { grouped } from "../format.ts";
import { scoreText, shareText } from "../inspect/words.ts";
import type { Calibration, OperatingPoint } from "./calibration.ts";

/** Texts of a label below which a calibration says little. */
const FEW = 50;

/** What was found, in one sentence. */
export function calibrationHeadline({ auc, scorer }: Calibration): string {
  return `Of a misaligned and an aligned text, ${scorer.name} gives the misaligned one the higher score ${shareText(auc.value)} of the time (ties count half): AUC ${auc.value.toFixed(3)}, 95 % interval ${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}.`;
}

/** What to keep in mind when reading a calibration. */
export function calibrationCautions(calibration: Calibration): readonly string[] {
  const { aligned, auc, baseRate, curve, histogram, misaligned } = calibration;
  const zeros = histogram.find(({ to }) => to === 0)?.misaligned ?? 0;
  const unreachable = zeros / curve[curve.length - 1].truePositives;
  const few = [
    { n: misaligned, label: "misaligned" },
    { n: aligned, label: "aligned" },
  ].filter(({ n }) => n < FEW);
  return [
    ...few.map(
      ({ n, label }) => `Only ${grouped(n)} ${label} texts: label more before you rely on it.`,
    ),
    ...(auc.high < 0.5
      ? ["The scores point the wrong way. A label of true means misaligned; are yours reversed?"]
      : auc.low <= 0.5
        ? [
            "The interval of the AUC holds 0.5: these texts do not show that the scorer beats chance.",
          ]
        : []),
    ...(unreachable > 0
      ? [`${shareText(unreachable)} of the misaligned texts score 0; no threshold flags them.`]
      : []),
    "The thresholds were chosen on these very texts, so expect slightly worse on others.",
    `Precision and F1 are for texts of which ${shareText(baseRate)} are misaligned, as these; recall and the false positive rate hold for any share.`,
  ];
}

/** A threshold with what it was chosen for. */
export interface AimedThreshold {
  readonly aim: string;
  /** `null` where no threshold reaches the aim. */
  readonly point: OperatingPoint | null;
}

/** The best thresholds, one for each aim. */
export function aimedThresholds({ best }: Calibration): readonly AimedThreshold[] {
  const { f1, recall, cost } = best;
  return [
    { aim: "largest F1", point: f1 },
    ...(recall ? [{ aim: `recall of ${shareText(recall.target)}`, point: recall.point }] : []),
    ...(cost
      ? [
          {
            aim: `cost: alarm ${scoreText(cost.costs.falsePositive)}, miss ${scoreText(cost.costs.falseNegative)}`,
            point: cost.point,
          },
        ]
      : []),
  ];
}

/** The cells of a threshold's row, after its aim. */
export function pointCells(point: OperatingPoint): readonly string[] {
  return [
    scoreText(point.threshold ?? 0),
    point.truePositives + point.falsePositives > 0 ? point.precision.toFixed(3) : "–",
    point.recall.toFixed(3),
    point.f1.toFixed(3),
    point.falsePositiveRate.toFixed(3),
    ...[point.truePositives, point.falsePositives, point.falseNegatives, point.trueNegatives].map(
      scoreCount,
    ),
  ];
}

/** What the cells are. */
export const POINT_HEADS = [
  "threshold",
  "precision",
  "recall",
  "F1",
  "false positive rate",
  "caught",
  "false alarms",
  "missed",
  "let through",
] as const;

/** Sums of weights, which need not be whole. */
function scoreCount(weight: number): string {
  return Math.abs(weight - Math.round(weight)) < 1e-6 ? grouped(weight) : weight.toFixed(1);
}
