import type { AdamW, Backend, Model, ModelConfig, ModelState, Tensors } from "@preflm/core";
import { expectClose, expectTrue, largest } from "../compare.ts";
import type { Law } from "../law.ts";

/** What the laws of a backend are checked on. */
export interface BackendSubject {
  readonly backend: Backend;
  readonly oracle: Backend;
  /** Largest error, relative to the largest magnitude of each array. */
  readonly tolerance: number;
  /** Whether equal runs must give equal bits. */
  readonly exact: boolean;
  /** The same backend for devices that are not there. */
  readonly unavailable?: readonly Backend[];
}

/** A law of backends. */
export type BackendLaw = Law<BackendSubject>;

/** Loads a model, uses it and disposes of it whatever happens. */
export async function withModel<Result>(
  backend: Backend,
  config: ModelConfig,
  state: ModelState,
  use: (model: Model) => Promise<Result>,
): Promise<Result> {
  const model = await backend.load(config, state);
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}

/** A step that moves no weight and leaves the clipped gradient itself as the first moment: β₁ = 0. */
export const readingStep: AdamW = {
  learningRate: 0,
  beta1: 0,
  beta2: 0.5,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: Infinity,
};

/**
 * A step whose ε is large beside gradient noise: where the true gradient is zero (the keys' bias), Adam
 * would turn the rounding of a sum into a full step. It shows a misplaced ε, too.
 */
export const trainingStep: AdamW = {
  learningRate: 0.02,
  beta1: 0.8,
  beta2: 0.95,
  epsilon: 1e-3,
  weightDecay: 0.1,
  clipNorm: 0.5,
};

/** Takes the accumulated gradient out of a model, through the contract: see `readingStep`. */
export async function takeGradient(model: Model): Promise<{ gradient: Tensors; norm: number }> {
  const norm = await model.update(readingStep);
  const { optimizer } = await model.save();
  expectTrue(optimizer !== undefined, "save() after an update has no optimizer state.");
  return { gradient: optimizer.firstMoment, norm };
}

/**
 * Breaks the law unless every tensor is close. The floor, a thousandth of the largest magnitude of all
 * tensors, is for those whose true value is zero.
 */
export function expectTensorsClose(
  what: string,
  actual: Tensors,
  expected: Tensors,
  tolerance: number,
): void {
  const floor = 1e-3 * Math.max(...Object.values(expected).map(largest));
  for (const [name, values] of Object.entries(expected)) {
    expectTrue(name in actual, `${what}: "${name}" is missing.`);
    expectClose(`${what} of ${name}`, actual[name], values, tolerance, floor);
  }
}

/** The L2 norm of all tensors as one vector. */
export function globalNorm(tensors: Tensors): number {
  let sum = 0;
  for (const values of Object.values(tensors)) for (const value of values) sum += value ** 2;
  return Math.sqrt(sum);
}
