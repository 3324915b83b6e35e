import { LOG_PROBABILITY_CAP, type TokenLoss } from "@preflm/core";
import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";
import type { Softmax } from "./softmax.ts";

/** The loss and where its gradient enters the network; all [1, N]. */
export interface Loss {
  /** L of each prediction; their sum is the loss. */
  readonly perToken: Tensor;
  /** s with ∂(scale·L)/∂logits = s·(softmax − onehot). */
  readonly logitScale: Tensor;
  /** ∂(scale·L)/∂v, if there is a value term. */
  readonly valueGradient?: Tensor;
}

/** e^ℓ and 1 − e^ℓ at the cap. */
const CAP = Math.exp(LOG_PROBABILITY_CAP);
const REST_AT_CAP = -Math.expm1(LOG_PROBABILITY_CAP);

/** aₜ·wₜ as a kernel's text. The advantage is read from values, not differentiated: a constant for the gradient. */
const WEIGHT = "let weight = likelihood[0][column];";
const ADVANTAGE = `
  const exponent = Math.min((reward[0][column] - values[0][column]) / beta, 80);
  weight = weight * Math.min(Math.exp(exponent), maxWeight);`;

/** p and 1 − p, ℓ capped at −1e-6. */
const SHARES = `
  const p = Math.min(Math.exp(logProbabilities[0][column]), ${CAP});
  const q = Math.max(rest[0][column] / total[0][column], ${REST_AT_CAP});`;

/**
 * −log(1 − p), to float32 precision for every p: for small p, 1 − p has lost p, but the logarithm is also
 * 2·artanh(z) = 2·(z + z³/3 + z⁵/5 + …) with z = p/(2 − p).
 */
const ARTANH = [13, 11, 9, 7, 5, 3].reduce(
  (rest, k) => `(${1 / k} + square * ${rest})`,
  `${1 / 15}`,
);
const PENALTY = `
  const z = p / (2 - p);
  const square = z * z;
  let penalty = 2 * z * (1 + square * ${ARTANH});
  if (p > 0.5) penalty = -Math.log(q);`;

/**
 * The one loss of preflm, as `lossGradient` of core states it:
 *
 *     L = Σₜ aₜ·wₜ·(−ℓₜ) + uₜ·(−log(1 − e^ℓₜ)) + c·(vₜ − rₜ)²,  sₜ = aₜ·wₜ − uₜ·pₜ/(1 − pₜ),  ∂L/∂vₜ = 2c·(vₜ − rₜ)
 *
 * Terms that the loss does not have are not in its kernels.
 */
export async function fusedLoss(
  scope: Scope,
  { rest, total, logProbabilities }: Softmax,
  values: Tensor | undefined,
  loss: TokenLoss,
  scale: number,
): Promise<Loss> {
  const N = logProbabilities.columns;
  const { value } = loss;
  const upload = (array: Float32Array) => scope.upload(array, 1, N);
  const likelihood = await upload(loss.likelihood);
  const unlikelihood = loss.unlikelihood && {
    rest,
    total,
    unlikelihood: await upload(loss.unlikelihood),
  };
  const outputs = value && values && { values, reward: await upload(value.target) };
  const advantage = value?.advantage && { ...outputs, ...value.advantage };
  const weight = `${WEIGHT}${advantage ? ADVANTAGE : ""}${unlikelihood ? SHARES : ""}`;
  const common = { likelihood, logProbabilities, ...unlikelihood, ...advantage };
  const run = (given: Readonly<Record<string, Tensor | number>>, body: string) =>
    scope.run({ values: given, rows: 1, columns: N, body });

  const perToken = await run(
    { ...common, ...outputs, ...(value ? { valueWeight: value.weight } : {}) },
    `${weight}
      let loss = -weight * logProbabilities[0][column];
      ${unlikelihood ? `${PENALTY} loss += unlikelihood[0][column] * penalty;` : ""}
      ${outputs ? "const error = values[0][column] - reward[0][column]; loss += valueWeight * error * error;" : ""}
      return loss;`,
  );
  const logitScale = await run(
    { ...common, scale },
    `${weight}
      ${unlikelihood ? "weight = weight - unlikelihood[0][column] * p / q;" : ""}
      return weight * scale;`,
  );
  const valueGradient =
    value && outputs
      ? await run(
          { ...outputs, slope: 2 * value.weight * scale },
          "return slope * (values[0][column] - reward[0][column]);",
        )
      : undefined;
  return { perToken, logitScale, ...(valueGradient ? { valueGradient } : {}) };
}
