import { LOG_PROBABILITY_CAP } from "@preflm/core";
import type { Graph, Tensor } from "../graph.ts";
import * as operators from "../operators.ts";
import type { Head } from "./head.ts";

const { add, divide, exponential, inverseTanh, less, logarithm, maximum, minimum } = operators;
const { multiply, negate, reduceSum, subtract, where } = operators;

/** Which terms of the loss a graph has. */
export interface LossTerms {
  readonly unlikelihood: boolean;
  readonly value: boolean;
  readonly advantage: boolean;
}

/** The arrays of `TokenLoss` as inputs of the graph, [N, 1] each, and its numbers, [1] each. */
export interface LossInputs {
  readonly likelihood: Tensor;
  readonly unlikelihood?: Tensor;
  readonly reward?: Tensor;
  readonly valueWeight?: Tensor;
  readonly beta?: Tensor;
  readonly maxWeight?: Tensor;
  readonly scale: Tensor;
}

/** Declares what a loss with these terms reads, for `count` predictions. */
export function lossInputs(graph: Graph, count: number, terms: LossTerms): LossInputs {
  const array = (name: string) => graph.input(name, [count, 1]);
  const number = (name: string) => graph.input(name, [1]);
  return {
    likelihood: array("likelihood"),
    ...(terms.unlikelihood ? { unlikelihood: array("unlikelihood") } : {}),
    ...(terms.value ? { reward: array("reward"), valueWeight: number("valueWeight") } : {}),
    ...(terms.advantage ? { beta: number("beta"), maxWeight: number("maxWeight") } : {}),
    scale: number("scale"),
  };
}

/** The loss and where its gradient enters the network. */
export interface Loss {
  /** scale·L, [1, 1]. */
  readonly total: Tensor;
  /** s [N, 1] with ∂(scale·L)/∂logits = s·(softmax − onehot). */
  readonly logitScale: Tensor;
  /** ∂(scale·L)/∂v [N, 1], if there is a value term. */
  readonly valueGradient?: Tensor;
}

/**
 * The one loss of preflm, as `lossGradient` of core states it, per prediction [N, 1]:
 *
 *     L = Σₜ aₜ·wₜ·(−ℓₜ) + uₜ·(−log(1 − e^ℓₜ)) + c·(vₜ − rₜ)²,  sₜ = aₜ·wₜ − uₜ·pₜ/(1 − pₜ),  ∂L/∂vₜ = 2c·(vₜ − rₜ)
 */
export function fusedLoss(head: Head, value: Tensor | undefined, inputs: LossInputs): Loss {
  const { reward, valueWeight, beta, maxWeight, unlikelihood, scale } = inputs;
  const { logProbability } = head;
  let weight = inputs.likelihood;
  let valueLoss: Tensor | undefined;
  let valueGradient: Tensor | undefined;
  if (value && reward && valueWeight) {
    const error = subtract(value, reward);
    const weighted = multiply(error, valueWeight);
    valueLoss = multiply(weighted, error);
    valueGradient = multiply(multiply(weighted, 2), scale);
    if (beta && maxWeight)
      weight = multiply(weight, minimum(exponential(divide(negate(error), beta)), maxWeight));
  }
  let loss = negate(multiply(weight, logProbability));
  let logitScale = weight;
  if (unlikelihood) {
    const { penalty, odds } = unlikelihoodTerm(logProbability, head.rest());
    loss = add(loss, multiply(unlikelihood, penalty));
    logitScale = subtract(logitScale, multiply(unlikelihood, odds));
  }
  if (valueLoss) loss = add(loss, valueLoss);
  return {
    total: multiply(reduceSum(loss, 0), scale),
    logitScale: multiply(logitScale, scale),
    valueGradient,
  };
}

/** e^ℓ and 1 − e^ℓ at the cap. */
const CAP = Math.exp(LOG_PROBABILITY_CAP);
const REST_AT_CAP = -Math.expm1(LOG_PROBABILITY_CAP);

/**
 * −log(1 − p) and p/(1 − p), ℓ capped at −1e-6, to float32 precision for every p.
 * For small p, 1 − p has lost p, but −log(1 − p) = 2·artanh(p/(2 − p)) has not; for large p it is the other way round.
 */
function unlikelihoodTerm(logProbability: Tensor, rest: Tensor): { penalty: Tensor; odds: Tensor } {
  const p = minimum(exponential(logProbability), CAP);
  const q = maximum(rest, REST_AT_CAP);
  const small = multiply(inverseTanh(divide(p, subtract(2, p))), 2);
  const large = negate(logarithm(q));
  return { penalty: where(less(p, 0.5), small, large), odds: divide(p, q) };
}
