import { checkPrompts, checkStep, type Decoder, type ModelConfig, PreflmError } from "@preflm/core";
import { type AttentionShape, lookBack } from "./attention.ts";
import { blockForward } from "./block.ts";
import { embeddingForward } from "./embedding.ts";
import { logitsForward } from "./heads.ts";
import { layerNormForward } from "./layer-norm.ts";
import type { Weights } from "./tensors.ts";

/**
 * Decoding one token at a time. Each layer keeps the queries, keys and values of every position seen,
 * [rows, context, 3C], so that a new position looks back at them instead of computing them again.
 *
 * @param alive throws once the model is disposed of
 */
export function createDecoder(
  config: ModelConfig,
  weights: Weights,
  prompts: readonly Int32Array[],
  alive: () => void,
): Decoder {
  checkPrompts(prompts, config);
  const { layers, width: C, heads, context, vocabulary: V } = config;
  const rows = prompts.length;
  const shape: AttentionShape = { rows, columns: context, width: C, heads };
  const caches = Array.from({ length: layers }, () => new Float64Array(rows * context * 3 * C));
  const logits = new Float32Array(rows * V);
  const looks = new Float64Array(context);
  let position = 0;
  let disposed = false;

  /** Attention of the newest position of every row, after its qkv[rows, 3C] joined the cache. */
  function attend(cache: Float64Array, qkv: Float64Array) {
    const out = new Float64Array(rows * C);
    for (let b = 0; b < rows; b++) {
      cache.set(qkv.subarray(b * 3 * C, (b + 1) * 3 * C), (b * context + position) * 3 * C);
      for (let h = 0; h < heads; h++)
        lookBack(cache, shape, b, h, position, looks, out.subarray(b * C));
    }
    return { out, probabilities: looks }; // the latter for a backward pass, which decoding has not
  }

  function advance(tokens: Int32Array): void {
    let x = embeddingForward(weights, tokens, () => position, C);
    for (let layer = 0; layer < layers; layer++)
      x = blockForward(weights, `h.${layer}`, x, (qkv) => attend(caches[layer], qkv)).out;
    logits.set(logitsForward(weights, layerNormForward(weights, "ln_f", x).out, C));
    position++;
  }

  for (let t = 0; t < prompts[0].length; t++)
    advance(Int32Array.from(prompts, (prompt) => prompt[t]));

  return {
    rows,
    logits,
    get position() {
      return position;
    },
    async step(tokens) {
      alive();
      if (disposed)
        throw new PreflmError("invalid-input", "This decoder is disposed of; start another.");
      checkStep(tokens, { rows, position }, config);
      advance(tokens);
    },
    dispose() {
      disposed = true;
    },
  };
}
