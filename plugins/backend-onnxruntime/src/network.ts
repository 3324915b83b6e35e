import type { ModelConfig } from "@preflm/core";
import type { Graph, Tensor } from "./graph.ts";
import { block } from "./layers/block.ts";
import { type Embedding, embedding } from "./layers/embedding.ts";
import type { Layer } from "./layers/layer.ts";
import { layerNorm } from "./layers/layer-norm.ts";
import type { Weights } from "./weights.ts";

/** GPT-2 without its heads, tokens [N] to the normalised last hidden state [N, C]. */
export interface Network {
  readonly output: Tensor;
  readonly embedding: Embedding;
  /** From ∂L/∂output to the gradient at the embedding's output, [N, C] both. */
  backward(dOutput: Tensor): Tensor;
}

/** Embedding, blocks and final norm over `rows × columns` tokens. */
export function network(
  graph: Graph,
  config: ModelConfig,
  weights: Weights,
  tokens: Tensor,
  { rows, columns }: { rows: number; columns: number },
): Network {
  const { layers, heads } = config;
  const start = graph.scope("embedding", () => embedding(weights, tokens, columns));
  const stack: Layer[] = [];
  let x = start.output;
  for (let i = 0; i < layers; i++) {
    stack.push(block(weights, `h.${i}`, x, { rows, columns, heads }));
    x = stack[i].output;
  }
  stack.push(graph.scope("ln_f", () => layerNorm(weights, "ln_f", x)));
  return {
    output: stack[layers].output,
    embedding: start,
    backward: (dOutput) => stack.reduceRight((d, layer) => layer.backward(d), dOutput),
  };
}
