import type { Batch, LossGradient, ModelConfig } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { attention, causalMask } from "./layers/attention.ts";
import { block } from "./layers/block.ts";
import { embed, embeddingBackward } from "./layers/embedding.ts";
import { head, logProbabilities } from "./layers/head.ts";
import { layerNorm } from "./layers/layer-norm.ts";
import { valueHead } from "./layers/value-head.ts";
import type { Layer, Pass } from "./pass.ts";

/** A network that has run forward over a batch. */
export interface Network {
  /** What `outputs` reads: [4, N], or [5, N] with the values of a value head. */
  readonly statistics: Tensor;
  /** Adds the gradient of scale·L to the gradients of the weights. */
  backward(gradient: Pick<LossGradient, "logitScale" | "valueGradient">, scale: number): void;
}

/** GPT-2 (Radford et al. 2019): embed, blocks, norm, tied head; what is known of every target. */
export function network(pass: Pass, config: ModelConfig, batch: Batch): Network {
  const { tf } = pass;
  const { rows, columns, inputs, targets } = batch;
  const shape = { rows, columns, heads: config.heads };
  const mask = causalMask(tf, columns);
  let x = embed(pass, inputs, columns);
  const blocks: Layer[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const made = block(pass, `h.${layer}`, x, (qkv) => attention(pass, qkv, shape, mask));
    blocks.push(made);
    x = made.output;
  }
  const norm = layerNorm(pass, "ln_f", x);
  const tokens = head(pass, norm.output, targets);
  const values = config.valueHead && valueHead(pass, norm.output, config.valueHead);
  return {
    statistics: values
      ? tf.concat([tokens.output, tf.expandDims(values.output)], 0)
      : tokens.output,

    backward({ logitScale, valueGradient }, scale) {
      const scaled = (values: Float64Array) => Float32Array.from(values, (value) => scale * value);
      const dTokens = tokens.backward(tf.tensor(scaled(logitScale), [targets.length, 1]));
      const dNorm =
        values && valueGradient
          ? tf.add(dTokens, values.backward(tf.tensor1d(scaled(valueGradient))))
          : dTokens;
      let dX = norm.backward(dNorm);
      for (const layer of blocks.reverse()) dX = layer.backward(dX);
      embeddingBackward(pass, dX, inputs, columns);
    },
  };
}

/** The log-probabilities and values of N targets from the numbers of `statistics`. */
export function outputs(statistics: Float32Array, count: number) {
  const values = statistics.length > 4 * count ? statistics.slice(4 * count) : undefined;
  return { logProbabilities: logProbabilities(statistics, count), ...(values ? { values } : {}) };
}
