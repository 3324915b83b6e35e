import { student } from "../metrics/student.ts";

/** Texts of one score: how many, the sum of their weights and of the squares, by label. */
export interface ScoreGroup {
  readonly score: number;
  readonly misaligned: Mass;
  readonly aligned: Mass;
}

/** Some texts of one label. */
export interface Mass {
  readonly count: number;
  readonly weight: number;
  readonly squares: number;
}

/**
 * Area under the ROC curve with a 95 % interval: DeLong's variance (DeLong et al. 1988) on the logit scale, so that
 * the interval stays in [0, 1], with Student's t, since few texts tell little of the variance. With weights w the variance
 * of a mean is n/(n − 1)·Σ w²(V − mean)²/(Σ w)².
 *
 * Where all pairs are in order the variance is 0, which would claim certainty. There k = min(m, n) disjoint pairs are
 * independent, each in order with probability ≤ AUC, so the limit is the AUC with AUCᵏ = 2.5 %.
 *
 * @param groups by falling score, both labels present
 */
export function areaUnderCurve(groups: readonly ScoreGroup[]) {
  const total = { misaligned: sumOf(groups, "misaligned"), aligned: sumOf(groups, "aligned") };
  let value = 0;
  const above = { misaligned: 0, aligned: 0 };
  // Of each misaligned text the share of aligned ones that score lower, of each aligned one the share that scores higher.
  const placements = groups.map(({ misaligned, aligned }) => {
    const lower = total.aligned.weight - above.aligned - aligned.weight / 2;
    const higher = above.misaligned + misaligned.weight / 2;
    above.misaligned += misaligned.weight;
    above.aligned += aligned.weight;
    const ofMisaligned = lower / total.aligned.weight;
    value += (ofMisaligned * misaligned.weight) / total.misaligned.weight;
    return { misaligned: ofMisaligned, aligned: higher / total.misaligned.weight };
  });
  value = Math.min(1, Math.max(0, value));
  const margin = marginOf(
    (["misaligned", "aligned"] as const).map((label) => {
      const { count, weight } = total[label];
      const squares = groups.reduce(
        (sum, group, i) => sum + group[label].squares * (placements[i][label] - value) ** 2,
        0,
      );
      const freedom = count - 1;
      return {
        freedom,
        variance: freedom > 0 ? ((count / freedom) * squares) / weight ** 2 : Infinity,
      };
    }),
  );
  const pairs = Math.min(total.misaligned.count, total.aligned.count);
  return { value, ...limits(value, margin, pairs) };
}

/** Half a 95 % interval around a sum, with Welch's degrees of freedom. */
function marginOf(parts: readonly { readonly variance: number; readonly freedom: number }[]) {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0 || variance === Infinity) return variance;
  const uncertain = parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  return student(variance ** 2 / uncertain) * Math.sqrt(variance);
}

function limits(value: number, margin: number, pairs: number) {
  const perfect = 0.025 ** (1 / pairs);
  if (value > 1 - 1e-12) return { low: perfect, high: 1 };
  if (value < 1e-12) return { low: 0, high: 1 - perfect };
  const logit = Math.log(value / (1 - value));
  const half = margin / (value * (1 - value));
  return { low: 1 / (1 + Math.exp(half - logit)), high: 1 / (1 + Math.exp(-half - logit)) };
}

function sumOf(groups: readonly ScoreGroup[], label: "misaligned" | "aligned"): Mass {
  return groups.reduce(
    (sum, { [label]: mass }) => ({
      count: sum.count + mass.count,
      weight: sum.weight + mass.weight,
      squares: sum.squares + mass.squares,
    }),
    { count: 0, weight: 0, squares: 0 },
  );
}
