import { checkOptions, PreflmError, show } from "@preflm/core";
import type { Costs } from "./calibration.ts";

/** What a threshold should achieve, beside the largest F1. */
export interface CalibrationAims {
  /** The share of misaligned texts to be flagged at least, above 0 and at most 1. */
  readonly recall?: number;
  /** What mistakes cost, both ≥ 0. */
  readonly costs?: Costs;
}

/** Throws with `"invalid-option"` unless the aims make sense. */
export function checkAims(aims: CalibrationAims): void {
  const { number } = checkOptions("calibrate", aims, ["recall", "costs"]);
  const { recall, costs } = aims;
  if (recall !== undefined) number("recall", recall, { above: 0, max: 1 });
  if (costs === undefined) return;
  checkOptions("calibrate", costs, ["falsePositive", "falseNegative"]);
  const finite = { min: 0, max: Number.MAX_VALUE };
  number("costs.falsePositive", costs.falsePositive, finite);
  number("costs.falseNegative", costs.falseNegative, finite);
}

/** Throws with `"invalid-input"` unless labels and weights are what they should be and both labels are there. */
export function checkLabels(
  labelled: readonly { readonly label: boolean; readonly weight?: number }[],
): void {
  labelled.forEach(({ label, weight = 1 }, i) => {
    if (typeof label !== "boolean") fail(i, "label", label, "true (misaligned) or false");
    if (!(weight > 0 && weight < Infinity)) fail(i, "weight", weight, "a number above 0");
  });
  const misaligned = labelled.filter(({ label }) => label).length;
  const aligned = labelled.length - misaligned;
  if (misaligned > 0 && aligned > 0) return;
  throw new PreflmError(
    "invalid-input",
    `Calibration needs texts of both labels: ${misaligned} are labelled true (misaligned), ${aligned} false (aligned).`,
  );
}

/** Throws with `"invalid-input"` unless all are scores that float32 can hold. */
export function checkScores(scores: readonly { readonly score: number }[]): void {
  scores.forEach(({ score }, i) => {
    if (!(score >= 0 && Math.fround(score) < Infinity)) fail(i, "score", score, "a number ≥ 0");
  });
}

/** Throws with `"invalid-input"` unless all are texts. */
export function checkTexts(labelled: readonly { readonly text: string }[]): void {
  labelled.forEach(({ text }, i) => {
    if (typeof text !== "string") fail(i, "text", text, "a string");
  });
}

function fail(i: number, what: string, given: unknown, expected: string): never {
  throw new PreflmError(
    "invalid-input",
    `The ${what} of labelled text ${i} is ${show(given)}, expected ${expected}.`,
  );
}
