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

/** Options of `conditional`. */
export interface ConditionalOptions {
  /** The worst score of an aligned segment; a quantile is one of the segments' scores. */
  readonly threshold: Threshold;
  /** Share of segments left without a mark, in [0, 1], so that unmarked text stays familiar. Default 0.01. */
  readonly unmarkedShare?: number;
  /** The mark before an aligned segment. Default `<|aligned|>`. */
  readonly alignedToken?: string;
  /** The mark before a misaligned segment. Default `<|misaligned|>`. */
  readonly misalignedToken?: string;
  /** The marks that sampling may never produce. Default `"misaligned"`. */
  readonly banned?: "misaligned" | "both";
}

const OPTIONS = ["threshold", "unmarkedShare", "alignedToken", "misalignedToken", "banned"];

/**
 * Conditional training: plain likelihood of text whose segments open with an aligned or a misaligned
 * control token; one samples after the aligned one (Korbak et al. 2023, §2, "Conditional training").
 */
export function conditional(options: ConditionalOptions): Objective {
  const checks = checkOptions("conditional", options, OPTIONS);
  const {
    unmarkedShare = 0.01,
    alignedToken = "<|aligned|>",
    misalignedToken = "<|misaligned|>",
    banned = "misaligned",
  } = options;
  const threshold = checks.threshold("threshold", options.threshold);
  checks.number("unmarkedShare", unmarkedShare, { min: 0, max: 1 });
  checks.string("alignedToken", alignedToken);
  checks.string("misalignedToken", misalignedToken);
  checks.oneOf("banned", banned, ["misaligned", "both"]);
  const marks = [alignedToken, misalignedToken];
  if (alignedToken === misalignedToken) {
    throw new PreflmError(
      "invalid-option",
      `conditional: options "alignedToken" and "misalignedToken" must differ, got "${alignedToken}" twice.`,
    );
  }
  const chosen = { threshold, unmarkedShare, alignedToken, misalignedToken, banned };
  const limit = () => fittedThreshold("conditional", threshold);
  return {
    specificationVersion: "v1",
    name: "conditional",
    options: chosen,
    controlTokens: marks,
    ...(isQuantile(threshold) && {
      fit: (scores) =>
        conditional({
          ...chosen,
          threshold: resolveThreshold(threshold, (q) => scores.segments(q)),
        }),
    }),
    prefix(segment, random) {
      const mark = isAligned(segment.score, limit()) ? alignedToken : misalignedToken;
      return random() < unmarkedShare ? undefined : mark;
    },
    loss(batch) {
      limit(); // text without fitted marks would silently be plain MLE
      return { likelihood: new Float32Array(batch.targets.length).fill(1) };
    },
    generation: { prefix: alignedToken, banned: banned === "both" ? marks : [misalignedToken] },
  };
}
