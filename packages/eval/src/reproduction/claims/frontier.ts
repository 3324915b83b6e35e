import { list } from "../../format.ts";
import type { SeedReport } from "../../report.ts";
import type { ClaimRule, Verdict } from "../claim.ts";
import { level, relation, runOf, type Side, scores, valuesOf } from "../evidence.ts";
import type { TrainedObjective } from "../reproduction.ts";

/** A measure of lost capability: lower is better. */
export interface Cost {
  readonly name: string;
  readonly unit: string;
  readonly pick: (seed: SeedReport) => number | undefined;
}

/** What capability is measured by, the first that all objectives have decides: the paper's own measure, then held-out text. */
export const COSTS: readonly Cost[] = [
  {
    name: "divergence from the reference",
    unit: "nats per sequence",
    pick: (seed) => seed.divergence?.nats.mean,
  },
  {
    name: "bits per byte with marks",
    unit: "bits per byte",
    pick: (seed) => seed.bitsPerByte,
  },
  {
    name: "bits per byte without marks",
    unit: "bits per byte",
    pick: (seed) => seed.heldOutUnmarked?.all ?? seed.bitsPerByte,
  },
];

/** What one measure of capability says of an objective's place against all others. */
export interface Place {
  readonly cost: Cost;
  readonly verdict: Verdict;
  readonly costs: readonly Side[];
  /** Objectives shown to be better at both. */
  readonly beatenBy: readonly string[];
  /** Objectives against which it is shown to be better at neither. */
  readonly open: readonly string[];
}

/** Whether an objective is on the Pareto frontier of score against each measure of capability that all have. */
export function places(
  runs: readonly TrainedObjective[],
  objective: TrainedObjective,
): readonly Place[] {
  return COSTS.flatMap((cost) => {
    const costs = runs.map((run) => valuesOf(run, cost.pick)).filter((side) => side !== undefined);
    if (costs.length < runs.length) return [];
    const own = runs.indexOf(objective);
    const others = runs.flatMap((run, i) =>
      i === own
        ? []
        : [
            {
              name: run.objective,
              score: relation(scores(run), scores(objective)),
              cost: relation(costs[i], costs[own]),
            },
          ],
    );
    const beatenBy = others.filter((o) => o.score === "below" && o.cost === "below");
    const unclear = others.filter(
      (o) => o.score !== "above" && o.cost !== "above" && !beatenBy.includes(o),
    );
    const verdict =
      beatenBy.length > 0 ? "differs" : unclear.length > 0 ? "not shown" : ("agrees" as const);
    const names = (from: typeof others) => from.map(({ name }) => name);
    return [{ cost, verdict, costs, beatenBy: names(beatenBy), open: names(unclear) }];
  });
}

/** Conditional training's place. */
export const onFrontier: ClaimRule = {
  id: "conditional-on-frontier",
  heading: "Conditional training is on the Pareto frontier of alignment and capability",
  statement:
    "No other objective is better at both the score of samples and the divergence from a strong model. Conditional is the only one on the frontier in all three tasks.",
  source: "Section 4, score against KL from GPT-3; Figs. 1–3",
  rule: "For every other objective: conditional is shown better at the score or at the cost. Differs if one is shown better at both. The cost that decides is the divergence from the reference model with the aligned mark given for free, as the paper does; where there is no reference, held-out bits per byte with the marks that the objective trains on. Those marks tell the model which text is misaligned, so the same text without marks is judged beside it.",
  needs: "pretraining",
  about: ["conditional"],
  judge({ experiments: { pretraining = [] } }) {
    const conditional = runOf(pretraining, "conditional");
    const runs = pretraining.filter((run) => run.seeds.length > 0);
    if (!conditional || runs.length < 3) return "It takes conditional and two other objectives.";
    const found = places(runs, conditional);
    const [first] = found;
    const others = runs.length - 1;
    const ahead = others - first.beatenBy.length - first.open.length;
    return {
      verdict: first.verdict,
      because: found.map(placeInWords).join(" "),
      shown: `ahead of ${ahead} of ${others}`,
      numbers: found.flatMap(({ cost, costs }) =>
        costs.map((side) => ({ ...level(side, cost.unit), name: `${side.name}, ${cost.name}` })),
      ),
    };
  },
};

function placeInWords({ cost, verdict, beatenBy, open }: Place, i: number): string {
  const by = `By ${cost.name}${i === 0 ? " (which decides)" : ""}`;
  if (verdict === "agrees")
    return `${by}, conditional is shown better than each other objective at one of the two.`;
  if (verdict === "differs")
    return `${by}, ${list(beatenBy)} ${beatenBy.length > 1 ? "are" : "is"} shown better at both.`;
  return `${by}, nothing is shown against ${list(open)}.`;
}
