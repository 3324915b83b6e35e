import { times } from "../format.ts";
import { mean } from "../metrics/interval.ts";
import type { Judgement } from "./claim.ts";
import { factorWords, inWords, level, ratio, relation, type Side } from "./evidence.ts";

/** A claim that one side's score is so many times the other's. */
export interface FactorClaim {
  readonly more: Side;
  readonly less: Side;
  /** At least so many times. */
  readonly bar: number;
  readonly unit: { readonly label: string; readonly scale: number };
  /** Both sides are samples of the same models, so that one seed can show something. */
  readonly sameModel?: boolean;
}

/**
 * Agrees if `more` is shown to be above `less` and the means differ by the bar or more; differs if `more` is shown to be
 * below `less`, or below bar times `less`.
 */
export function judgeFactor(claim: FactorClaim): Judgement {
  const { more, less, bar, unit, sameModel = false } = claim;
  const [m, l] = [more, less].map((side) => level(side, unit.label, unit.scale));
  const numbers = [m, l];
  if (m.value === 0 && l.value === 0)
    return { verdict: "not shown", because: noHits(more, less), shown: "no hits", numbers };
  const seeds = Math.min(more.values.length, less.values.length);
  const shown = sameModel ? factorWords(less, more) : factorWords(more, less);
  const answer = (verdict: Judgement["verdict"], why: string) => ({
    verdict,
    because: `${unit.label}, ${overSeeds([more, less])}: ${more.name} ${inWords(m)}, ${less.name} ${inWords(l)}; ${shown}. ${why}`,
    shown,
    numbers,
  });
  const reached = mean(more.values) >= bar * mean(less.values);
  const direction = relation(more, less, 1, sameModel);
  if (direction === "above" && reached)
    return answer("agrees", `With 95 % confidence it is ${times(ratio(more, less).low)} or more.`);
  if (direction === "below")
    return answer("differs", "The difference is shown the other way round.");
  if (relation(more, less, bar, sameModel) === "below")
    return answer("differs", `With 95 % confidence it is less than ${bar}×.`);
  if (direction === "above")
    return answer("not shown", `A difference is shown, but not that it is ${times(bar)}.`);
  return answer("not shown", open(seeds));
}

/** Why nothing can be compared. */
export function noHits(a: Side, b: Side): string {
  return `No sample scored above 0, neither of ${a.name} nor of ${b.name}: there is nothing to compare.`;
}

/** Why a difference is not shown. */
export function open(seeds: number): string {
  return seeds < 2
    ? "With one training seed nothing is shown between trainings: another seed can move a mean by more than its interval over samples."
    : `${seeds} seeds do not show with 95 % confidence which is larger.`;
}

/** Of how many seeds means are, where the sides have at least and at most so many. */
export function overSeeds(sides: readonly { readonly values: readonly unknown[] }[]): string {
  const counts = sides.map(({ values }) => values.length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (most < 2) return "one seed";
  return `means over ${fewest === most ? most : `${fewest} to ${most}`} seeds with 95 % intervals`;
}
