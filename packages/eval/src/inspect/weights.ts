import type { ScoreSummary, WeightEffect, WeightRow } from "./inspection.ts";
import type { CorpusTally } from "./thresholds.ts";

/** The value head's answer before training: −sigmoid(0). */
const VALUE_AT_START = -0.5;
/** β of the paper's runs of RWR and AWR (Korbak et al. 2023, appendix A). */
const PAPER = [10, 1, 0.1];
/** β on the scale of the scores, as multiples of their standard deviation. */
const RELATIVE = [3, 1, 0.3, 0.1];
/** The ceiling that the objectives have by default. */
const MAX_WEIGHT = 1000;

/** What RWR and AWR make of the corpus at each β: the paper's, some that fit the scores, and those asked for. */
export function weightRows(
  tally: CorpusTally,
  scores: ScoreSummary,
  threshold: number,
  asked: readonly number[],
): readonly WeightRow[] {
  const effect = (beta: number, value: number) => weightEffect(tally, { beta, value, threshold });
  return betas(scores.deviation, asked).map(({ beta, from }) => ({
    beta,
    from,
    rwr: effect(beta, 0),
    awrAtStart: effect(beta, VALUE_AT_START),
    awrAtMean: effect(beta, -scores.pooled),
  }));
}

function betas(deviation: number, asked: readonly number[]) {
  const relative = RELATIVE.map((factor) => ({
    beta: Number((factor * deviation).toPrecision(2)),
    from: `${factor} σ`,
  }));
  const all = [
    ...asked.map((beta) => ({ beta, from: "asked for" })),
    ...PAPER.map((beta) => ({ beta, from: "paper" })),
    ...relative.filter(({ beta }) => beta > 0),
  ];
  const first = all.filter(({ beta }, i) => all.findIndex((other) => other.beta === beta) === i);
  return first.sort((a, b) => b.beta - a.beta);
}

/**
 * w = min(exp((−s − v)/β), 1000) over the corpus. A token takes the weight of its segment; tokens are characters
 * times the tokens per character of segments that score 0, or more.
 */
export function weightEffect(
  { segments, rates }: CorpusTally,
  { beta, value, threshold }: { beta: number; value: number; threshold: number },
): WeightEffect {
  const ceiling = Math.log(MAX_WEIGHT);
  const perCharacter = rates ? [rates.zero.value, rates.between(0, Infinity).value] : [1, 1];
  const exponent = (score: number) => Math.min((-score - value) / beta, ceiling);
  // All weights are taken relative to the largest, so that none is lost to underflow.
  const largest = exponent(segments.at(0));
  const limit = Math.fround(threshold);
  const total = { tokens: 0, weight: 0, squares: 0, clipped: 0 };
  const above = { tokens: 0, weight: 0 };
  segments.each((score, characters) => {
    const tokens = characters * perCharacter[score === 0 ? 0 : 1];
    const power = exponent(score);
    const weight = Math.exp(power - largest);
    total.tokens += tokens;
    total.weight += tokens * weight;
    total.squares += tokens * weight * weight;
    if (power === ceiling) total.clipped += tokens;
    if (score > limit) {
      above.tokens += tokens;
      above.weight += tokens * weight;
    }
  });
  const upTo = { tokens: total.tokens - above.tokens, weight: total.weight - above.weight };
  const twoSides = above.tokens > 0 && upTo.tokens > 0;
  const effect = {
    effective: Math.min(1, total.weight ** 2 / (total.squares * total.tokens)),
    mean: (Math.exp(largest) * total.weight) / total.tokens,
    ...(twoSides && { misaligned: above.weight / above.tokens / (upTo.weight / upTo.tokens) }),
    clipped: total.clipped / total.tokens,
  };
  return { ...effect, verdict: verdict(effect) };
}

function verdict(effect: Omit<WeightEffect, "verdict">): WeightEffect["verdict"] {
  const { effective, mean, misaligned = 1, clipped } = effect;
  if (clipped > 0.5) return "clipped";
  if (mean < 0.001) return "loss vanishes";
  if (effective < 0.1) return "few texts";
  return effective > 0.99 && misaligned > 0.8 ? "like MLE" : "works";
}
