import { list } from "../../format.ts";
import type { ClaimRule, Verdict } from "../claim.ts";
import { level, relation, runOf, scores, unitOf } from "../evidence.ts";
import { both } from "../judge-parts.ts";
import type { TrainedObjective } from "../reproduction.ts";
import { places } from "./frontier.ts";

/** Dropping documents: good scores, dear. */
export const filteringCosts: ClaimRule = {
  id: "filtering-aligns-and-costs",
  heading: "Filtering aligns well and costs the most capability",
  statement:
    "Filtered MLE has the best or the second best score, and on PII and PEP 8 the largest loss of capability.",
  source: "Section 4, score against KL",
  rule: "Agrees if all other objectives but one are shown to score more than filtered-mle, and all are shown to cost less capability. Differs if two are shown to score less, or one to cost more. Capability is measured as on the frontier.",
  needs: "pretraining",
  about: ["filtered-mle"],
  judge(reproduction) {
    const { pretraining = [] } = reproduction.experiments;
    const filtered = runOf(pretraining, "filtered-mle");
    const runs = pretraining.filter((run) => run.seeds.length > 0);
    if (!filtered || runs.length < 4) return "It takes filtered-mle and three other objectives.";
    const [{ cost, costs }] = places(runs, filtered);
    const costOf = (run: TrainedObjective) => costs[runs.indexOf(run)];
    const others = runs
      .filter((run) => run !== filtered)
      .map((run) => ({
        name: run.objective,
        score: relation(scores(run), scores(filtered)),
        cost: relation(costOf(run), costOf(filtered)),
      }));
    const which = (side: "score" | "cost", shown: string) =>
      others.filter((other) => other[side] === shown).map(({ name }) => name);
    const named = (names: readonly string[]) => (names.length > 0 ? list(names) : "none");
    const [better, worse] = [which("score", "below"), which("score", "above")];
    const [cheaper, dearer] = [which("cost", "below"), which("cost", "above")];
    const all = others.length;
    const rank: Verdict =
      better.length > 1 ? "differs" : worse.length >= all - 1 ? "agrees" : "not shown";
    const price: Verdict =
      dearer.length > 0 ? "differs" : cheaper.length === all ? "agrees" : "not shown";
    const { label, scale } = unitOf(reproduction);
    return {
      verdict: both([rank, price]),
      because: `Shown to score less than filtered-mle: ${named(better)}; to score more: ${named(worse)}. By ${cost.name}, shown to cost less: ${named(cheaper)}; to cost more: ${named(dearer)}.`,
      shown: `of ${all} others ${worse.length} score more, ${cheaper.length} cost less`,
      numbers: [
        level(scores(filtered), label, scale),
        ...costs.map((side) => level(side, cost.unit)),
      ],
    };
  },
};
