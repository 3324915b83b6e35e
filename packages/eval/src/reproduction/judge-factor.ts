import { number, times } from "../format.ts";
import { mean } from "../metrics/interval.ts";
import type { Judgement } from "./claim.ts";
import { factorWords, inWords, level, relation, type Shown, type Side } from "./evidence.ts";

/** A claim that one side is so many times the other. */
export interface FactorClaim {
  readonly more: Side;
  readonly less: Side;
  /** At least so many times. */
  readonly bar: number;
  readonly unit: { readonly label: string; readonly scale: number };
  /** Whether `more` is shown to lie above so many times `less`; by default across seeds. */
  readonly relate?: (factor: number) => Shown;
}

/**
 * Agrees if `more` is shown to be above `less` and the means differ by the bar or more; differs if `more` is shown to be
 * below bar times `less`. Differences are compared, not ratios, so that a `less` of 0 needs no exception.
 */
export function judgeFactor(claim: FactorClaim): Judgement {
  const { more, less, bar, unit } = claim;
  const relate = claim.relate ?? ((factor) => relation(more, less, factor));
  const [m, l] = [level(more, unit.label, unit.scale), level(less, unit.label, unit.scale)];
  const numbers = [m, l];
  if (m.value === 0 && l.value === 0) {
    const because = `No sample scored above 0, neither of ${more.name} nor of ${less.name}: there is nothing to compare.`;
    return { verdict: "not shown", because, shown: "both 0", numbers };
  }
  const seeds = Math.min(more.values.length, less.values.length);
  const levels = `${more.name} ${inWords(m)}, ${less.name} ${inWords(l)} (${unit.label}; ${overSeeds(seeds)})`;
  const shown = factorWords(more, less);
  const reached = mean(more.values) >= bar * mean(less.values);
  const direction = relate(1);
  const answer = (verdict: Judgement["verdict"], why: string) => ({
    verdict,
    because: `${levels}: ${shown}. ${why}`,
    shown,
    numbers,
  });
  if (direction === "above" && reached) return answer("agrees", atLeast(relate));
  if (direction === "below")
    return answer("differs", "The difference is shown the other way round.");
  if (relate(bar) === "below")
    return answer("differs", `The interval of the difference excludes a factor of ${bar}.`);
  if (direction === "above")
    return answer(
      "not shown",
      `That there is a difference is shown, but not that it is ${times(bar)}.`,
    );
  return answer("not shown", open(seeds));
}

/** The largest factor that the intervals show, by bisection. */
function atLeast(relate: (factor: number) => Shown): string {
  let [low, high] = [1, 1e4];
  if (relate(high) === "above") return "The intervals are apart whatever the factor.";
  for (let i = 0; i < 40; i++) {
    const middle = Math.sqrt(low * high);
    if (relate(middle) === "above") low = middle;
    else high = middle;
  }
  return `With 95 % confidence it is ${number(low)}× or more.`;
}

/** Why a difference is not shown. */
export function open(seeds: number): string {
  return seeds < 2
    ? "With one training seed nothing is shown between trainings: another seed can move a mean by more than its interval over samples."
    : `Over ${seeds} seeds, the interval of the difference includes 0.`;
}

/** What numbers are means of. */
export function overSeeds(seeds: number): string {
  return seeds < 2 ? "one seed" : `means over ${seeds} seeds with 95 % intervals`;
}
