/**
 * `rows × columns` predictions, row-major, aligned at the prediction: position i reads `inputs[i]`
 * and predicts `targets[i]`, whose segment has score `scores[i]`. The shift by one has been done.
 */
export interface Batch {
  readonly rows: number;
  readonly columns: number;
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly scores: Float32Array;
}

/**
 * What an objective asks of the loss, per prediction (arrays are `rows × columns`, aligned with the batch).
 *
 * L = Σₜ aₜ·wₜ·(−ℓₜ) + uₜ·(−log(1 − e^ℓₜ)) + c·(vₜ − rₜ)²
 *
 * with ℓₜ the log-probability of target t and vₜ the value head; see `loss.ts`.
 */
export interface TokenLoss {
  /** wₜ ≥ 0: weight of the negative log-likelihood. */
  readonly likelihood: Float32Array;
  /** uₜ ≥ 0: weight of the unlikelihood term. Absent means 0 everywhere. */
  readonly unlikelihood?: Float32Array;
  /** The value term; present exactly if the objective asks for a value head. */
  readonly value?: ValueLoss;
}

/** The value head's part of the loss: c·(vₜ − rₜ)², and optionally advantages from it. */
export interface ValueLoss {
  /** c ≥ 0. */
  readonly weight: number;
  /** rₜ: the reward of each target, −score. */
  readonly target: Float32Array;
  /** If given, aₜ = min(exp((rₜ − vₜ)/β), maxWeight), a constant for the gradient; otherwise aₜ = 1. */
  readonly advantage?: { readonly beta: number; readonly maxWeight: number };
}
