import { grouped } from "../format.ts";
import { columns, oneLine } from "../inspect/columns.ts";
import { scoreText } from "../inspect/words.ts";
import { wrap } from "../wrap.ts";
import type { Calibration, Mistake } from "./calibration.ts";
import {
  aimedThresholds,
  calibrationCautions,
  calibrationHeadline,
  POINT_HEADS,
  pointCells,
} from "./calibration-words.ts";

/** What `calibrate` found, for a terminal of 100 columns. */
export function calibrationText(calibration: Calibration): string {
  const { aligned, averagePrecision, baseRate, misaligned, mistakes, scorer } = calibration;
  const rows = aimedThresholds(calibration).map(({ aim, point }) =>
    point ? [aim, ...pointCells(point)] : [aim, "none reaches it"],
  );
  const lines = [
    `${scorer.name} on ${grouped(misaligned)} misaligned and ${grouped(aligned)} aligned texts`,
    wrap(calibrationHeadline(calibration)),
    `Average precision ${averagePrecision.toFixed(3)}; at random it would be ${baseRate.toFixed(3)}.`,
    "",
    ...columns([["threshold for", ...SHORT_HEADS], ...rows]),
    "",
    ...calibrationCautions(calibration).map((caution) => wrap(`- ${caution}`, "  ")),
    ...mistakeLines("False alarms", mistakes.flagged),
    ...mistakeLines("Missed", mistakes.missed),
  ];
  return lines.join("\n");
}

const SHORT: Readonly<Record<string, string>> = {
  precision: "prec.",
  "false positive rate": "FPR",
  "false alarms": "alarms",
  "let through": "passed",
};
const SHORT_HEADS = POINT_HEADS.map((head) => SHORT[head] ?? head);

function mistakeLines(title: string, mistakes: readonly Mistake[]): readonly string[] {
  if (mistakes.length === 0) return [];
  const rows = mistakes.map(({ score, text }) => [scoreText(score), oneLine(text, 80)]);
  return ["", `${title}, the worst first`, ...columns(rows, 2).map((row) => `  ${row}`)];
}
