import {
  checkOptions,
  fittedThreshold,
  isAligned,
  isQuantile,
  type Objective,
  PreflmError,
  resolveThreshold,
  type Threshold,
} from "@preflm/core";

/** Options of `unlikelihood`: a threshold, or `soft: true`. */
export type UnlikelihoodOptions = {
  /** α ≥ 0: weight of the unlikelihood term. Default 1. */
  readonly alpha?: number;
} & (
  | {
      /** τ: the worst score of an aligned token; a quantile is one of the segments' scores. */
      readonly threshold: Threshold;
      readonly soft?: false;
    }
  | {
      /** Mixes both terms by the score instead of a threshold, as the released code does at threshold 0. */
      readonly soft: true;
      readonly threshold?: undefined;
    }
);

/**
 * Likelihood on aligned tokens and unlikelihood, −log(1 − p), on misaligned ones
 * (Welleck et al. 2020; Korbak et al. 2023, §2):
 *
 * w = 1[s ≤ τ], u = α·1[s > τ]; with `soft`: w = 1 − s, u = α·s, scores above 1 counting as 1.
 */
export function unlikelihood(options: UnlikelihoodOptions): Objective {
  const checks = checkOptions("unlikelihood", options, ["threshold", "alpha", "soft"]);
  const { alpha = 1, soft = false } = options;
  checks.number("alpha", alpha, { min: 0, max: 1e6 });
  checks.boolean("soft", soft);
  if (soft) {
    if (options.threshold !== undefined) {
      throw new PreflmError(
        "invalid-option",
        "unlikelihood: soft mixing has no threshold; give either threshold or soft: true.",
      );
    }
    return objective({ soft, alpha }, (score) => Math.min(score, 1));
  }
  const threshold = checks.threshold("threshold", options.threshold);
  const limit = () => fittedThreshold("unlikelihood", threshold);
  return {
    ...objective({ threshold, alpha }, (score) => (isAligned(score, limit()) ? 0 : 1)),
    ...(isQuantile(threshold) && {
      fit: (scores) =>
        unlikelihood({ alpha, threshold: resolveThreshold(threshold, (q) => scores.segments(q)) }),
    }),
  };
}

/** The objective whose share of unlikelihood, in [0, 1], is a function of the token's score. */
function objective(
  options: UnlikelihoodOptions & { readonly alpha: number },
  share: (score: number) => number,
): Objective {
  return {
    specificationVersion: "v1",
    name: "unlikelihood",
    options,
    loss: ({ scores }) => ({
      likelihood: scores.map((score) => 1 - share(score)),
      unlikelihood: scores.map((score) => options.alpha * share(score)),
    }),
  };
}
