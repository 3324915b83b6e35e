import { mean } from "../../metrics/interval.ts";
import type { ClaimRule } from "../claim.ts";
import type { DiversityReport } from "../diversity.ts";
import { inWords, level, relation, type Side, sideOf } from "../evidence.ts";
import { open, overSeeds } from "../judge-factor.ts";
import { both } from "../judge-parts.ts";

const NEAR = 0.9;

/** Samples stay varied. */
export const staysDiverse: ClaimRule = {
  id: "samples-stay-diverse",
  heading: "Samples stay varied: no collapse",
  statement:
    "No objective's samples collapse to a few texts. Conditional training and filtering lower the entropy of the words but keep the share of different words near MLE's.",
  source: "Section 4, diversity; appendix on diversity",
  rule: "Agrees if distinct-1 of conditional and filtered-mle is shown to be more than 90 % of mle's, and distinct-2 of no objective is shown to be less than half of mle's. Differs if distinct-1 of one of the two is shown to be less than 90 %, or one objective collapses.",
  needs: "diversity",
  about: [],
  judge({ experiments: { diversity = [] } }) {
    const mle = measured(diversity, "mle", "distinct1");
    const near = ["conditional", "filtered-mle"].map((name) =>
      measured(diversity, name, "distinct1"),
    );
    if ([mle, ...near].some(({ values }) => values.length === 0))
      return "It takes samples of mle, conditional and filtered-mle.";
    const relations = near.map((side) => relation(side, mle, NEAR));
    const names = [...new Set(diversity.map(({ objective }) => objective))];
    const pairs = measured(diversity, "mle", "distinct2");
    const collapsed = names.filter(
      (name) => relation(measured(diversity, name, "distinct2"), pairs, 0.5) === "below",
    );
    const numbers = [mle, ...near].map((side) => level(side, "distinct-1"));
    const digits = (value: number) => value.toFixed(3);
    const words = numbers.map((each) => `${each.name} ${inWords(each, digits)}`).join(", ");
    const seeds = Math.min(...[mle, ...near].map(({ values }) => values.length));
    const parts = relations.map((each) =>
      each === "above" ? "agrees" : each === "below" ? "differs" : "not shown",
    );
    const verdict = both([...parts, collapsed.length > 0 ? "differs" : "agrees"]);
    const why =
      collapsed.length > 0
        ? `Less than half of mle's word pairs: ${collapsed.join(", ")}.`
        : verdict === "not shown"
          ? open(seeds)
          : "No objective is shown to collapse.";
    return {
      verdict,
      because: `Distinct-1 (${overSeeds([mle, ...near])}): ${words}. ${why}`,
      shown: `conditional at ${Math.round((100 * mean(near[0].values)) / mean(mle.values))} % of mle's distinct-1`,
      numbers,
    };
  },
};

/** One measure of an objective's samples, by seed. */
function measured(
  diversity: readonly DiversityReport[],
  objective: string,
  measure: "distinct1" | "distinct2",
): Side {
  const own = diversity.filter((report) => report.objective === objective);
  return sideOf(
    objective,
    own.map((report) => report[measure]),
    "linear",
    1,
  );
}
