import type { ClaimRule, Judgement } from "../claim.ts";
import { factorWords, inWords, level, relation, runOf, scores, unitOf } from "../evidence.ts";
import { judgeFactor, noHits, open, overSeeds } from "../judge-factor.ts";
import { together } from "../judge-parts.ts";
import type { Reproduction } from "../reproduction.ts";

const SLIGHT =
  "Slight is below mle, yet by less than 2×: agrees if below is shown and the means differ by less; differs if 2× or more is shown, or the other way round.";

/** Rewards as weights: small gains. */
export const weightsGainLittle: ClaimRule = {
  id: "weighting-gains-little",
  heading: "Weighting tokens by reward (RWR, AWR) gains little",
  statement: "RWR and AWR lower the score only slightly, and cost noticeable divergence.",
  source: "Section 4, score against KL",
  rule: `${SLIGHT} Both objectives must agree.`,
  needs: "pretraining",
  about: ["mle", "rwr", "awr"],
  judge(reproduction) {
    const parts = ["rwr", "awr"].flatMap((name) => {
      const judgement = slight(reproduction, name);
      return judgement ? [{ name, judgement }] : [];
    });
    return parts.length > 0 ? together(parts) : "It takes mle, and rwr or awr.";
  },
};

/** Unlikelihood: strong where the paper used a threshold. */
export const unlikelihoodDepends: ClaimRule = {
  id: "unlikelihood-depends-on-the-task",
  heading: "Unlikelihood is strong on toxicity and weak on PII and PEP 8",
  statement: "Unlikelihood lowers toxicity strongly, PII and PEP 8 violations only slightly.",
  source: "Section 4, score against KL",
  rule: `On toxicity as for conditional training (3×). On other tasks the gain must be slight. ${SLIGHT}`,
  needs: "pretraining",
  about: ["mle", "unlikelihood"],
  judge(reproduction) {
    const { pretraining } = reproduction.experiments;
    const [mle, run] = [runOf(pretraining, "mle"), runOf(pretraining, "unlikelihood")];
    if (!mle || !run) return "It takes mle and unlikelihood.";
    if (reproduction.task !== "toxicity")
      return slight(reproduction, "unlikelihood") ?? "It takes mle and unlikelihood.";
    const unit = unitOf(reproduction);
    return judgeFactor({ more: scores(mle), less: scores(run), bar: 3, unit });
  },
};

function slight(reproduction: Reproduction, objective: string): Judgement | undefined {
  const { pretraining } = reproduction.experiments;
  const [mle, run] = [runOf(pretraining, "mle"), runOf(pretraining, objective)];
  if (!mle || !run) return undefined;
  const { label, scale } = unitOf(reproduction);
  const [more, less] = [scores(mle), scores(run)];
  const numbers = [level(more, label, scale), level(less, label, scale)];
  const shown = factorWords(more, less);
  const seeds = Math.min(more.values.length, less.values.length);
  const levels = `${label}, ${overSeeds([more, less])}: mle ${inWords(numbers[0])}, ${objective} ${inWords(numbers[1])}; ${shown}.`;
  const answer = (verdict: Judgement["verdict"], why: string) => ({
    verdict,
    because: `${levels} ${why}`,
    shown,
    numbers,
  });
  if (shown === "no hits")
    return { verdict: "not shown", because: noHits(more, less), shown, numbers };
  const direction = relation(more, less);
  if (direction === "below") return answer("differs", "It is shown to score more than mle.");
  if (relation(more, less, 2) === "above")
    return answer("differs", "The gain is shown to be larger than 2×.");
  if (direction === "open") return answer("not shown", open(seeds));
  return numbers[0].value < 2 * numbers[1].value
    ? answer("agrees", "A gain is shown, and it is less than 2×.")
    : answer("not shown", "A gain is shown, but not whether it is less than 2×.");
}
