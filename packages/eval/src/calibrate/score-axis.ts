import { logTicks } from "../html/ticks.ts";
import { scoreText } from "../inspect/words.ts";
import { niceStep } from "./bins.ts";

/** Where scores lie on a picture. */
export interface ScoreAxis {
  /** The place of a score above 0, and of 0 where bins begin there. */
  place(score: number): number;
  /** The ends of the bar for exactly 0, which stands apart. */
  readonly zero: readonly [left: number, right: number];
  /** Between that bar and the others. */
  readonly gap: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** What the ticks say, as an expression of Vega. */
  readonly labels: string;
}

/** Scores as they are for bins from 0 on, by their logarithm for others; a bin for exactly 0 has a place before them. */
export function scoreAxis(
  bins: readonly { readonly from: number; readonly to: number }[],
): ScoreAxis {
  const wide = bins.filter(({ to }) => to > 0);
  const [low, high] = [wide[0]?.from ?? 0, wide.at(-1)?.to ?? 1];
  const linear = low === 0;
  const place = (score: number) => (linear ? score : Math.log10(score));
  const [start, end] = [place(low), place(high)];
  const unit = (end - start) / 24;
  const hasZero = wide.length < bins.length;
  const zero: readonly [number, number] = [start - 2.2 * unit, start - 1.2 * unit];
  const scores = linear ? linearTicks(high) : logTicks(low, high);
  const ticks = [
    ...(hasZero ? [{ at: (zero[0] + zero[1]) / 2, text: "0" }] : []),
    ...(linear && !hasZero ? [{ at: 0, text: "0" }] : []),
    ...scores.map((score) => ({ at: place(score), text: scoreText(score) })),
  ];
  const choices = ticks.map(
    ({ at, text }) => `abs(datum.value - ${at}) < ${unit / 100} ? '${text}'`,
  );
  return {
    place,
    zero,
    gap: start - 0.6 * unit,
    domain: [(hasZero ? zero[0] : start) - unit, end + unit / 2],
    ticks: ticks.map(({ at }) => at),
    labels: `${choices.join(" : ")} : ''`,
  };
}

/** Some five round values above 0. */
function linearTicks(to: number): readonly number[] {
  const step = niceStep(to / 6);
  return Array.from({ length: Math.floor(to / step + 1e-9) }, (_, i) =>
    Number(((i + 1) * step).toPrecision(6)),
  );
}
