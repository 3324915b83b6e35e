import { advantageWeight, checkOptions, type Objective } from "@preflm/core";

/** Options of `awr`. */
export interface AwrOptions {
  /** β > 0, in units of the score: the smaller, the more an advantage counts. */
  readonly beta: number;
  /** α in [0, 1]: share of the weighted likelihood; 1 − α trains the value head. Default 0.5. */
  readonly alpha?: number;
  /** Ceiling of a token's weight. Default 1000. */
  readonly maxWeight?: number;
  /** What the reward is compared with: the value head's prediction or a fixed reward. Default `"value"`. */
  readonly baseline?: "value" | number;
}

/**
 * Advantage-weighted regression (Peng et al. 2019; Korbak et al. 2023, §2): with the reward r = −score and
 * the value head v, L = Σₜ α·min(exp((r − v)/β), maxWeight)·(−ℓₜ) + (1 − α)·(v − r)².
 */
export function awr(options: AwrOptions): Objective {
  const checks = checkOptions("awr", options, ["beta", "alpha", "maxWeight", "baseline"]);
  const { beta, alpha = 0.5, maxWeight = 1000, baseline = "value" } = options;
  checks.number("beta", beta, { above: 0 });
  checks.number("alpha", alpha, { min: 0, max: 1 });
  checks.number("maxWeight", maxWeight, { above: 0, max: 1e6 });
  if (typeof baseline === "number") checks.number("baseline", baseline, { min: -1e6, max: 1e6 });
  else checks.oneOf("baseline", baseline, ["value"]);
  const advantage = { beta, maxWeight };
  return {
    specificationVersion: "v1",
    name: "awr",
    options: { beta, alpha, maxWeight, baseline },
    valueHead: "negative-sigmoid",
    loss({ scores }) {
      const value = { weight: 1 - alpha, target: scores.map((score) => 0 - score) };
      if (baseline === "value") {
        const likelihood = new Float32Array(scores.length).fill(alpha);
        return { likelihood, value: { ...value, advantage } };
      }
      const weight = (reward: number) => alpha * advantageWeight(reward, baseline, advantage);
      return { likelihood: value.target.map(weight), value };
    },
  };
}
