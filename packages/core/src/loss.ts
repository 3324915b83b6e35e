import type { TokenLoss } from "./batch.ts";
import { PreflmError } from "./errors.ts";

/** The unlikelihood term caps ℓ here, so that a saturated token keeps a finite loss and gradient. */
export const LOG_PROBABILITY_CAP = -1e-6;

/** −log(1 − e^ℓ), the unlikelihood loss of a token with log-probability ℓ (nats), ℓ capped at −1e-6. */
export function unlikelihoodLoss(logProbability: number): number {
  return -Math.log(-Math.expm1(Math.min(logProbability, LOG_PROBABILITY_CAP)));
}

/** p/(1 − p) for p = e^ℓ, ℓ capped at −1e-6: how hard the unlikelihood term pushes a token down. */
export function odds(logProbability: number): number {
  const capped = Math.min(logProbability, LOG_PROBABILITY_CAP);
  return Math.exp(capped) / -Math.expm1(capped);
}

/** min(exp((r − v)/β), maxWeight): the weight of a token with reward r and value v. */
export function advantageWeight(
  reward: number,
  value: number,
  { beta, maxWeight }: { readonly beta: number; readonly maxWeight: number },
): number {
  return Math.min(Math.exp((reward - value) / beta), maxWeight);
}

/** What the loss reads of a model: `TokenOutputs`, or the same in any precision. */
interface Outputs {
  readonly logProbabilities: ArrayLike<number>;
  readonly values?: ArrayLike<number>;
}

/** The loss and its derivatives, per prediction. */
export interface LossGradient {
  /** L, the sum over predictions. */
  readonly loss: number;
  /** sₜ with ∂L/∂logitsₜ = sₜ·(softmaxₜ − onehot(targetₜ)). */
  readonly logitScale: Float64Array;
  /** ∂L/∂vₜ, if there is a value term. */
  readonly valueGradient?: Float64Array;
}

/**
 * The one loss of preflm in plain float64 arithmetic, and its gradient:
 *
 *     L  = Σₜ aₜ·wₜ·(−ℓₜ) + uₜ·(−log(1 − e^ℓₜ)) + c·(vₜ − rₜ)²
 *     sₜ = aₜ·wₜ − uₜ·pₜ/(1 − pₜ)         ∂L/∂vₜ = 2c·(vₜ − rₜ)
 *
 * aₜ is a constant for the gradient. Every objective of Korbak et al. 2023 (§2) is a choice of w, u, c, r, β.
 */
export function lossGradient(outputs: Outputs, loss: TokenLoss): LossGradient {
  const { logProbabilities, values } = outputs;
  const { likelihood, unlikelihood, value } = loss;
  if (value && !values) {
    throw new PreflmError(
      "invalid-input",
      "The loss has a value term but the outputs have no values; the model needs a value head.",
    );
  }
  const count = logProbabilities.length;
  const logitScale = new Float64Array(count);
  const valueGradient = value ? new Float64Array(count) : undefined;
  let total = 0;
  for (let t = 0; t < count; t++) {
    const logProbability = logProbabilities[t];
    let weight = likelihood[t];
    if (value && values && valueGradient) {
      const error = values[t] - value.target[t];
      if (value.advantage) weight *= advantageWeight(value.target[t], values[t], value.advantage);
      total += value.weight * error * error;
      valueGradient[t] = 2 * value.weight * error;
    }
    total -= weight * logProbability;
    logitScale[t] = weight;
    const push = unlikelihood ? unlikelihood[t] : 0;
    if (push !== 0) {
      total += push * unlikelihoodLoss(logProbability);
      logitScale[t] -= push * odds(logProbability);
    }
  }
  return { loss: total, logitScale, ...(valueGradient ? { valueGradient } : {}) };
}
