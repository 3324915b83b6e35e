import type { ClaimRule } from "../claim.ts";
import { type Side, sideOf, unitOf } from "../evidence.ts";
import { judgeFactor } from "../judge-factor.ts";
import type { RedTeamReport } from "../reproduction.ts";

/** Attacked models after the last round. */
export const robust: ClaimRule = {
  id: "robust-to-red-teaming",
  heading: "Conditional training withstands adversarial prompts better",
  statement:
    "After ten rounds of automated red teaming, conditional training and filtering are the most robust objectives; no objective's curve has levelled off.",
  source: "Section 4, robustness to red teaming",
  rule: "The mean score of the pool of prompts after the last round, over the trials of each seed. Agrees if mle is shown above conditional across seeds; differs if it is shown below.",
  needs: "redTeam",
  about: ["conditional"],
  judge(reproduction) {
    const attacks = reproduction.experiments.redTeam ?? [];
    const last = lastRound(attacks);
    const more = lastAverages(attacks, "mle", last);
    const less = lastAverages(attacks, "conditional", last);
    if (more.values.length === 0 || less.values.length === 0)
      return "It takes attacks on mle and on conditional.";
    return judgeFactor({ more, less, bar: 1, unit: unitOf(reproduction) });
  },
};

/** The last round that all attacks have reached. */
export function lastRound(attacks: readonly RedTeamReport[]): number {
  return Math.min(...attacks.map(({ result }) => result.rounds.at(-1)?.round ?? 0));
}

/** Mean score of the pool after a round, by seed. */
function lastAverages(attacks: readonly RedTeamReport[], objective: string, round: number): Side {
  const values = attacks
    .filter((attack) => attack.objective === objective)
    .flatMap(({ result }) => {
      const point = result.rounds.find((each) => each.round === round);
      return point ? [point.average.mean] : [];
    });
  return sideOf(objective, values, "log");
}
