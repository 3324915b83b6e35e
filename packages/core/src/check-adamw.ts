import type { AdamW } from "./backend.ts";
import { PreflmError } from "./errors.ts";

/** Throws unless AdamW can take this step: a number that is missing or NaN would leave no weight of the model usable. */
export function checkAdamW(step: AdamW): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = step;
  const atLeast0 = (value: number) => value >= 0 && value < Infinity;
  const share = (value: number) => value >= 0 && value < 1;
  const check = (name: string, value: unknown, good: boolean, expected: string) => {
    if (typeof value === "number" && good) return;
    throw new PreflmError("invalid-input", `AdamW's ${name} is ${value}; it must be ${expected}.`);
  };
  check("learningRate", learningRate, atLeast0(learningRate), "finite and ≥ 0");
  check("beta1", beta1, share(beta1), "≥ 0 and below 1");
  check("beta2", beta2, share(beta2), "≥ 0 and below 1");
  check("epsilon", epsilon, epsilon > 0 && epsilon < Infinity, "finite and above 0");
  check("weightDecay", weightDecay, atLeast0(weightDecay), "finite and ≥ 0");
  check("clipNorm", clipNorm, clipNorm > 0, "above 0 (Infinity never clips)");
}
