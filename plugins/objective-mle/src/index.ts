import { checkOptions, type Objective } from "@preflm/core";

/** Maximum likelihood: L = Σₜ −ℓₜ. Ignores the scores; the baseline of Korbak et al. 2023 (§2). */
export function mle(options: Readonly<Record<string, never>> = {}): Objective {
  checkOptions("mle", options, []);
  return {
    specificationVersion: "v1",
    name: "mle",
    loss: (batch) => ({ likelihood: new Float32Array(batch.targets.length).fill(1) }),
  };
}
