import { normal } from "@preflm/core";

/** Training seeds of one kind of run, for simulations. */
export interface SeedModel {
  /** How many seeds. */
  readonly seeds: number;
  /** Standard deviation of the logarithm of a seed's true mean score. */
  readonly spread: number;
  /** Share of samples that score above 0 in a typical seed. */
  readonly hits: number;
  /** Samples a seed. */
  readonly samples: number;
  /** What every score is multiplied with. */
  readonly scale?: number;
}

/**
 * Scores of samples by seed, as training runs leave them: seeds differ by factors (in how many samples score above 0
 * and in how much), most samples score 0, and the others are log-normal. The mean over all seeds is `trueMean`.
 */
export function drawSeeds(model: SeedModel, uniform: () => number): readonly number[][] {
  const { seeds, spread, hits, samples, scale = 1 } = model;
  return Array.from({ length: seeds }, () => {
    const z = normal(uniform);
    const share = Math.min(0.95, hits * Math.exp(0.7 * spread * z));
    const typical = (scale * Math.exp(spread * z)) / share;
    return Array.from({ length: samples }, () =>
      uniform() < share ? typical * Math.exp(normal(uniform) - 0.5) : 0,
    );
  });
}

/** Mean of a log-normal. */
export function trueMean({ spread, scale = 1 }: SeedModel): number {
  return scale * Math.exp(spread ** 2 / 2);
}
