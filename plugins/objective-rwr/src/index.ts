import { advantageWeight, checkOptions, type Objective } from "@preflm/core";

/** Options of `rwr`. */
export interface RwrOptions {
  /** β > 0, in units of the score: the smaller, the less a bad token counts. `Infinity` is maximum likelihood. */
  readonly beta: number;
  /** Ceiling of a token's weight. Default 1000. */
  readonly maxWeight?: number;
  /** Subtracted from the reward, so that it multiplies every weight by exp(−baseline/β). Default 0. */
  readonly baseline?: number;
}

/**
 * Reward-weighted regression (Peters & Schaal 2007; Korbak et al. 2023, §2):
 * w = min(exp((r − baseline)/β), maxWeight) with the reward r = −score.
 */
export function rwr(options: RwrOptions): Objective {
  const checks = checkOptions("rwr", options, ["beta", "maxWeight", "baseline"]);
  const { beta, maxWeight = 1000, baseline = 0 } = options;
  checks.number("beta", beta, { above: 0 });
  checks.number("maxWeight", maxWeight, { above: 0, max: 1e6 });
  checks.number("baseline", baseline, { min: -1e6, max: 1e6 });
  return {
    specificationVersion: "v1",
    name: "rwr",
    options: { beta, maxWeight, baseline },
    loss: ({ scores }) => ({
      likelihood: scores.map((score) => advantageWeight(-score, baseline, { beta, maxWeight })),
    }),
  };
}
