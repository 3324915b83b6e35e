import type { ScoreGroup } from "./auc.ts";
import type { CalibrationBin } from "./calibration.ts";

/** Largest over smallest score above 0 from which bins grow with the score. */
const WIDE = 50;
const BINS = 20;

/**
 * The weights by score: a bin for exactly 0, then about twenty more, equally wide, or equal steps of the logarithm
 * where scores differ by a factor of 50 or more.
 */
export function calibrationBins(groups: readonly ScoreGroup[]): readonly CalibrationBin[] {
  const positive = groups.filter(({ score }) => score > 0);
  const edges = positive.length > 0 ? edgesOf(positive[0].score, positive.at(-1)?.score ?? 0) : [];
  const bins = [{ from: 0, to: 0 }, ...edges.slice(1).map((to, i) => ({ from: edges[i], to }))].map(
    (bin) => ({ ...bin, misaligned: 0, aligned: 0 }),
  );
  let bin = bins.length - 1;
  for (const { score, misaligned, aligned } of groups) {
    while (bin > 1 && score <= bins[bin].from) bin--;
    const target = bins[score > 0 ? bin : 0];
    target.misaligned += misaligned.weight;
    target.aligned += aligned.weight;
  }
  const empty = bins[0].misaligned + bins[0].aligned === 0;
  return empty ? bins.slice(1) : bins;
}

/** Rising edges: all scores are above the first and at most the last. */
function edgesOf(largest: number, smallest: number): readonly number[] {
  const round = (edge: number) => Number(edge.toPrecision(6));
  if (largest < WIDE * smallest) {
    const step = niceStep(largest / BINS);
    return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, i) => round(i * step));
  }
  const perDecade = Math.max(1, Math.ceil(BINS / Math.log10(largest / smallest)));
  const power = (score: number) => Math.log10(score) * perDecade;
  const first = Math.ceil(power(smallest)) - 1;
  const count = Math.ceil(power(largest)) - first + 1;
  return Array.from({ length: count }, (_, i) => round(10 ** ((first + i) / perDecade)));
}

/** The smallest of 1, 2, 5 times a power of ten that is at least the step. */
export function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return [1, 2, 5, 10].map((n) => n * power).find((nice) => nice >= step * (1 - 1e-9)) ?? step;
}
