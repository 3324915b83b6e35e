import { type Batch, lossGradient, type ModelConfig, type TokenLoss } from "@preflm/core";
import { type AttentionShape, attentionForward } from "./attention.ts";
import { type Block, blockBackward, blockForward } from "./block.ts";
import { embeddingBackward, embeddingForward } from "./embedding.ts";
import {
  logitsBackward,
  logitsForward,
  logProbabilitiesBackward,
  logProbabilitiesForward,
  valueBackward,
  valueForward,
} from "./heads.ts";
import { type LayerNorm, layerNormBackward, layerNormForward } from "./layer-norm.ts";
import type { Gradients, Weights } from "./tensors.ts";

/** Everything the forward pass computes: its results, and what the backward pass needs again. */
export interface Activations {
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  /** [N, V] */
  readonly logits: Float64Array;
  /** ℓ, [N] */
  readonly logProbabilities: Float64Array;
  /** v, [N], if the model has a value head. */
  readonly values?: Float64Array;
}

/** GPT-2 (Radford et al. 2019): embed, blocks, norm, tied head; log-probability and value of every target. */
export function forward(config: ModelConfig, weights: Weights, batch: Batch): Activations {
  const shape = shapeOf(config, batch);
  let x = embeddingForward(weights, batch.inputs, (n) => n % batch.columns, config.width);
  const blocks: Block[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const block = blockForward(weights, `h.${layer}`, x, (qkv) => attentionForward(qkv, shape));
    blocks.push(block);
    x = block.out;
  }
  const norm = layerNormForward(weights, "ln_f", x);
  const logits = logitsForward(weights, norm.out, config.width);
  const logProbabilities = logProbabilitiesForward(logits, batch.targets);
  const { valueHead } = config;
  const values = valueHead && valueForward(weights, norm.out, valueHead);
  return { blocks, norm, logits, logProbabilities, ...(values ? { values } : {}) };
}

/** Adds the gradient of scale·L to the gradients; returns scale·L. */
export function backward(
  config: ModelConfig,
  weights: Weights,
  gradients: Gradients,
  batch: Batch,
  loss: TokenLoss,
  scale: number,
  { blocks, norm, logits, logProbabilities, values }: Activations,
): number {
  const shape = shapeOf(config, batch);
  const slope = lossGradient({ logProbabilities, values }, loss);
  const logitScale = slope.logitScale.map((s) => scale * s);
  const dValues = slope.valueGradient?.map((d) => scale * d);

  const dNorm = new Float64Array(norm.out.length);
  const dLogits = logProbabilitiesBackward(logitScale, logits, batch.targets);
  logitsBackward(dLogits, weights, gradients, norm.out, dNorm, config.width);
  if (dValues && values)
    valueBackward(dValues, weights, gradients, norm.out, values, dNorm, config.valueHead);

  let dX = layerNormBackward(dNorm, weights, gradients, "ln_f", norm);
  for (let layer = config.layers - 1; layer >= 0; layer--)
    dX = blockBackward(dX, weights, gradients, `h.${layer}`, blocks[layer], shape);
  embeddingBackward(dX, gradients, batch.inputs, (n) => n % batch.columns, config.width);
  return scale * slope.loss;
}

function shapeOf({ width, heads }: ModelConfig, { rows, columns }: Batch): AttentionShape {
  return { rows, columns, width, heads };
}
