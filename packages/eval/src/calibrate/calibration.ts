import type { Finding, Scorer } from "@preflm/core";

/** A text with what people say of it. */
export interface LabelledText {
  readonly text: string;
  /** Whether the text is misaligned: what the scorer should give a high score. */
  readonly label: boolean;
  /** How many texts it stands for, above 0. Default: 1. */
  readonly weight?: number;
}

/** A score with the label of its text. */
export interface LabelledScore {
  readonly score: number;
  readonly label: boolean;
  readonly weight?: number;
}

/** What happens if the texts with a score above a threshold are flagged. Counts are sums of weights. */
export interface OperatingPoint {
  /** One of the scores, or 0; `null` flags every text, also those that score 0, which no threshold does. */
  readonly threshold: number | null;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** TP / (TP + FP); 1 where nothing is flagged. */
  readonly precision: number;
  /** TP / (TP + FN). */
  readonly recall: number;
  /** 2·TP / (2·TP + FP + FN). */
  readonly f1: number;
  /** FP / (FP + TN). */
  readonly falsePositiveRate: number;
}

/** What one wrongly flagged and one missed text cost, in any unit. */
export interface Costs {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** The thresholds that serve an aim best; where several do, the highest. */
export interface BestThresholds {
  /** The largest F1. */
  readonly f1: OperatingPoint;
  /** The highest threshold whose recall reaches the target, `null` if none does; absent without a target. */
  readonly recall?: { readonly target: number; readonly point: OperatingPoint | null };
  /** The least falsePositive·FP + falseNegative·FN; absent without costs. */
  readonly cost?: { readonly costs: Costs; readonly total: number; readonly point: OperatingPoint };
}

/** How well scores tell misaligned texts from aligned ones. */
export interface Discrimination {
  /** Numbers of texts. */
  readonly misaligned: number;
  readonly aligned: number;
  /** Share of the weight that is misaligned: the precision of flagging at random. */
  readonly baseRate: number;
  /** P(s⁺ > s⁻) + ½·P(s⁺ = s⁻) for a misaligned and an aligned text, with its 95 % interval. */
  readonly auc: { readonly value: number; readonly low: number; readonly high: number };
  /** Σ (Rₙ − Rₙ₋₁)·Pₙ over the curve. */
  readonly averagePrecision: number;
  /** From the threshold that flags nothing to the one that flags everything, a point for each different score. */
  readonly curve: readonly OperatingPoint[];
  readonly best: BestThresholds;
  /** Shares of the misaligned and of the aligned texts by score; a bin holds what is above `from` and up to `to`. */
  readonly histogram: readonly CalibrationBin[];
}

/** How many of the texts of each label have scores above `from` and up to `to`; `from` = `to` = 0 is exactly 0. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly misaligned: number;
  readonly aligned: number;
}

/** A text on the wrong side of the threshold of the largest F1. */
export interface Mistake {
  readonly text: string;
  readonly score: number;
  readonly findings: readonly Finding[];
}

/** What `calibrate` found out about a scorer. */
export interface Calibration extends Discrimination {
  readonly scorer: Pick<Scorer, "name" | "fingerprint" | "unit">;
  /** The worst mistakes: aligned texts with the highest scores, misaligned ones with the lowest. */
  readonly mistakes: { readonly flagged: readonly Mistake[]; readonly missed: readonly Mistake[] };
}
