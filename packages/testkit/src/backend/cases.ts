import {
  type Batch,
  type ModelConfig,
  type ModelState,
  normal,
  random,
  type TokenLoss,
} from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";

/** One rung of the ladder: a model's shape and a batch's. */
export interface Shape {
  readonly what: string;
  readonly config: ModelConfig;
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation of the embeddings; 0.5 by default. */
  readonly embedding?: number;
}

/** The model of most laws: nothing in it is a multiple of anything convenient. */
export const small: ModelConfig = { layers: 2, width: 12, heads: 3, context: 6, vocabulary: 13 };

/** `small` with the value head of Korbak et al. 2023. */
export const smallWithValues: ModelConfig = { ...small, valueHead: "negative-sigmoid" };

/** Where backends go wrong: ones, odd numbers, sizes below and above the blocks that kernels work in. */
export const ladder: readonly Shape[] = [
  { what: "one column", config: { ...small, layers: 1 }, rows: 2, columns: 1 },
  { what: "one row and one head", config: { ...small, heads: 1 }, rows: 1, columns: 5 },
  { what: "one token, context 1", config: { ...small, context: 1 }, rows: 1, columns: 1 },
  { what: "heads of width 1", config: { ...small, layers: 1, heads: 12 }, rows: 2, columns: 4 },
  {
    what: "embeddings so small that the ε of the norms counts",
    config: small,
    rows: 2,
    columns: 4,
    embedding: 0.003,
  },
  { what: "fewer columns than the context", config: small, rows: 3, columns: 4 },
  {
    what: "a linear value head",
    config: { ...small, valueHead: "linear" },
    rows: 2,
    columns: 6,
  },
  { what: "a negative-sigmoid value head", config: smallWithValues, rows: 3, columns: 6 },
  {
    what: "sizes above 16 and 64",
    config: { layers: 2, width: 40, heads: 5, context: 33, vocabulary: 131, valueHead: "linear" },
    rows: 3,
    columns: 33,
  },
];

/**
 * Weights under which every part of the network matters: matrices that keep the variance of their
 * input, biases and norms away from their initial 0 and 1.
 */
export function randomState(config: ModelConfig, seed = 1, embedding = 0.5): ModelState {
  const weights = layout(config).map(({ name, shape, initial }) => {
    const uniform = random(seed, name);
    const deviation =
      shape.length === 1 ? 0.3 : name.startsWith("w") ? embedding : shape[0] ** -0.5;
    const centre = initial === "ones" ? 1 : 0;
    const value = () => centre + deviation * normal(uniform);
    return [name, Float32Array.from({ length: sizeOf(shape) }, value)] as const;
  });
  return { weights: Object.fromEntries(weights) };
}

/** Random tokens and scores. */
export function randomBatch(
  { vocabulary }: ModelConfig,
  rows: number,
  columns: number,
  seed = 1,
): Batch {
  const uniform = random(seed, "batch");
  const count = rows * columns;
  const tokens = () => Int32Array.from({ length: count }, () => Math.floor(vocabulary * uniform()));
  const scores = Float32Array.from({ length: count }, () => uniform());
  return { rows, columns, inputs: tokens(), targets: tokens(), scores };
}

/**
 * Weights in [0.2, 1) for every term of the loss that the model has; each term skips one prediction in three. Those of
 * unlikelihood are halved: where it cancels likelihood, a single prediction's gradient is left with their rounding.
 */
export function randomLoss(
  { valueHead }: ModelConfig,
  { rows, columns }: Batch,
  seed = 1,
): TokenLoss {
  const uniform = random(seed, "loss");
  const weights = (skipped: number) =>
    Float32Array.from({ length: rows * columns }, (_, t) =>
      t % 3 === skipped ? 0 : 0.2 + 0.8 * uniform(),
    );
  return {
    likelihood: weights(2),
    unlikelihood: weights(1).map((weight) => weight / 2),
    ...(valueHead ? { value: { weight: 0.7, target: weights(0).map((score) => -score) } } : {}),
  };
}

/** The same loss with the likelihood weighted by advantages, some of them at the ceiling. */
export function withAdvantage(loss: TokenLoss): TokenLoss {
  if (!loss.value) return loss;
  return { ...loss, value: { ...loss.value, advantage: { beta: 0.5, maxWeight: 1.5 } } };
}

/** The rows `from` … `to` − 1 of a batch and its loss. */
export function slice(
  batch: Batch,
  loss: TokenLoss,
  from: number,
  to: number,
): { batch: Batch; loss: TokenLoss } {
  const [start, end] = [from * batch.columns, to * batch.columns];
  const { unlikelihood, value } = loss;
  return {
    batch: {
      rows: to - from,
      columns: batch.columns,
      inputs: batch.inputs.slice(start, end),
      targets: batch.targets.slice(start, end),
      scores: batch.scores.slice(start, end),
    },
    loss: {
      likelihood: loss.likelihood.slice(start, end),
      ...(unlikelihood ? { unlikelihood: unlikelihood.slice(start, end) } : {}),
      ...(value ? { value: { ...value, target: value.target.slice(start, end) } } : {}),
    },
  };
}
