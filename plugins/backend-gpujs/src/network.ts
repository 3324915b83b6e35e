import type { Batch, ModelConfig, TokenLoss } from "@preflm/core";
import type { Tensor } from "./device.ts";
import { type AttentionShape, attentionForward } from "./layers/attention.ts";
import { type Block, blockBackward, blockForward } from "./layers/block.ts";
import { embeddingBackward, embeddingForward } from "./layers/embedding.ts";
import { type LayerNorm, layerNormBackward, layerNormForward } from "./layers/layer-norm.ts";
import { fusedLoss } from "./layers/loss.ts";
import { addTransposedProduct, product, productTransposed } from "./layers/matmul.ts";
import { type Softmax, softmaxBackward, softmaxForward } from "./layers/softmax.ts";
import { valueBackward, valueForward } from "./layers/value-head.ts";
import type { Scope } from "./scope.ts";
import { grow, type Weights } from "./weights.ts";

/** Everything the forward pass computes: its results, and what the backward pass needs again. */
export interface Activations {
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  readonly softmax: Softmax;
  /** v, [1, N], if the model has a value head. */
  readonly values?: Tensor;
}

/** The blocks over rows × columns tokens, row-major: what training and prompts have in common. */
export async function trunk(
  scope: Scope,
  config: ModelConfig,
  weights: Weights,
  tokens: Int32Array,
  columns: number,
): Promise<{ readonly out: Tensor; readonly blocks: readonly Block[] }> {
  const shape = shapeOf(config, columns);
  const N = tokens.length;
  const places = tokens.map((_, n) => n % columns);
  const positions = await scope.upload(places, 1, N);
  let x = await embeddingForward(scope, weights, await scope.upload(tokens, 1, N), positions);
  const blocks: Block[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const block = await blockForward(scope, weights, `h.${layer}`, x, (qkv) =>
      attentionForward(scope, qkv, qkv, positions, shape),
    );
    blocks.push(block);
    x = block.out;
  }
  return { out: x, blocks };
}

/** GPT-2 (Radford et al. 2019): embed, blocks, norm, tied head; log-probability and value of every target. */
export async function forward(
  scope: Scope,
  config: ModelConfig,
  weights: Weights,
  { inputs, targets, columns }: Batch,
): Promise<Activations> {
  const { out, blocks } = await trunk(scope, config, weights, inputs, columns);
  const norm = await layerNormForward(scope, weights, "ln_f", out);
  const logits = await productTransposed(scope, norm.out, weights["wte.weight"]);
  const softmax = await softmaxForward(
    scope,
    logits,
    await scope.upload(targets, 1, targets.length),
  );
  const { valueHead } = config;
  const values = valueHead && (await valueForward(scope, weights, norm.out, valueHead));
  return { blocks, norm, softmax, ...(values ? { values } : {}) };
}

/** Adds the gradient of scale·L to the gradients; returns scale·L. */
export async function backward(
  scope: Scope,
  config: ModelConfig,
  weights: Weights,
  gradients: Weights,
  batch: Batch,
  loss: TokenLoss,
  scale: number,
  { blocks, norm, softmax, values }: Activations,
): Promise<number> {
  const shape = shapeOf(config, batch.columns);
  const slope = await fusedLoss(scope, softmax, values, loss, scale);

  let dX = await scope.within(async (inner) => {
    const wte = weights["wte.weight"];
    const dLogits = await softmaxBackward(inner, softmax, slope.logitScale);
    await grow(inner, gradients, "wte.weight", (sum) =>
      addTransposedProduct(inner, sum, dLogits, norm.out),
    );
    let dNorm = await product(inner, dLogits, wte);
    if (slope.valueGradient && values) {
      const { valueHead } = config;
      const d = slope.valueGradient;
      dNorm = await valueBackward(inner, weights, gradients, norm.out, values, valueHead, d, dNorm);
    }
    return layerNormBackward(inner, weights, gradients, "ln_f", norm, dNorm);
  });
  for (let layer = config.layers - 1; layer >= 0; layer--) {
    const dOut = dX;
    dX = await scope.within((inner) =>
      blockBackward(inner, weights, gradients, `h.${layer}`, blocks[layer], shape, dOut),
    );
  }
  await embeddingBackward(scope, gradients, batch.inputs, batch.rows, dX);

  const losses = await scope.read(slope.perToken);
  return scale * losses.reduce((sum, value) => sum + value, 0);
}

function shapeOf({ width, heads }: ModelConfig, columns: number): AttentionShape {
  return { width, heads, queries: columns, room: columns };
}
