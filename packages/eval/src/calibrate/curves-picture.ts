import type { TopLevelSpec } from "vega-lite";
import { draw } from "../html/draw.ts";
import type { Html } from "../html/html.ts";
import { scoreText } from "../inspect/words.ts";
import type { Calibration, OperatingPoint } from "./calibration.ts";
import { type Panel, panel } from "./curve-panel.ts";

/** Points of a curve that a picture can show. */
const POINTS = 600;

/** Precision over recall and the ROC curve, side by side or one above the other, with the largest F1 marked. */
export function curvesPicture(calibration: Calibration, width: number): Promise<Html> {
  const { auc, averagePrecision, baseRate, best } = calibration;
  const curve = thinned(calibration.curve);
  const beside = width > 500;
  const side = beside ? (width - 90) / 2 : width - 30;
  const size = { width: side, height: 0.75 * side };
  const note = `threshold ${scoreText(best.f1.threshold ?? 0)}`;
  const steps = curve.slice(1).map(({ recall, precision }) => ({ x: recall, y: precision }));
  const precision: Panel = {
    x: "recall →",
    y: "↑ precision",
    interpolate: "step-before",
    points: [{ x: 0, y: steps[0].y }, ...steps],
    chance: [
      { x: 0, y: baseRate },
      { x: 1, y: baseRate },
    ],
    dot: { x: best.f1.recall, y: best.f1.precision, note },
  };
  const roc: Panel = {
    x: "false positive rate →",
    y: "↑ recall",
    interpolate: "linear",
    points: curve.map(({ falsePositiveRate, recall }) => ({ x: falsePositiveRate, y: recall })),
    chance: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    dot: { x: best.f1.falsePositiveRate, y: best.f1.recall, note },
  };
  const panels = [panel(precision, size), panel(roc, size)];
  const spec: TopLevelSpec = beside
    ? { hconcat: panels, spacing: 50 }
    : { vconcat: panels, spacing: 40 };
  return draw(
    spec,
    `Precision over recall, average precision ${averagePrecision.toFixed(3)}, and the ROC curve, area ${auc.value.toFixed(3)}.`,
  );
}

/** At most so many points, the first and the last among them. */
function thinned(curve: readonly OperatingPoint[]): readonly OperatingPoint[] {
  if (curve.length <= POINTS) return curve;
  const step = (curve.length - 1) / (POINTS - 1);
  return Array.from({ length: POINTS }, (_, i) => curve[Math.round(i * step)]);
}
