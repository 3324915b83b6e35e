import type { ModelConfig } from "@preflm/core";
import { createGraph, type Graph, type Tensor } from "./graph.ts";
import { attention } from "./layers/attention.ts";
import { embedding } from "./layers/embedding.ts";
import { gelu } from "./layers/gelu.ts";
import { layerNorm } from "./layers/layer-norm.ts";
import { linear } from "./layers/linear.ts";
import * as operators from "./operators.ts";
import { type Weights, weightInputs } from "./weights.ts";

const { add, concat, gather, gemm, matmul, multiply, reduceSum } = operators;
const { reshape, slice, softmax, split, transpose } = operators;

/** What both decoding graphs are built for. */
export interface DecodingOptions {
  readonly rows: number;
  readonly fused?: boolean;
  readonly silent?: boolean;
}

/**
 * The forward pass over prompts: `tokens` [rows·columns] to `logits` [rows, V] of the last position, and per layer
 * `h.<i>.keys` and `h.<i>.values` [columns, rows, heads, D]: position first, so that a cache grows at its end.
 */
export function promptGraph(
  config: ModelConfig,
  { rows: R, columns: T, fused, silent }: DecodingOptions & { columns: number },
): Uint8Array {
  const { heads: H, width: C } = config;
  const graph = createGraph("preflm-prompt", { fused });
  const tokens = graph.input("tokens", [R * T], "int32");
  const weights = weightInputs(graph, config);
  let x = embedding(weights, tokens, T).output; // [R·T, C]
  for (let i = 0; i < config.layers; i++) {
    x = blockOutput(weights, `h.${i}`, x, (qkv) => {
      const parts = split(transpose(reshape(qkv, [R, T, 3, H, C / H]), [2, 1, 0, 3, 4]), 3, 0);
      const [keys, values] = parts.slice(1).map((part) => reshape(part, [T, R, H, C / H]));
      graph.output(`h.${i}.keys`, keys);
      graph.output(`h.${i}.values`, values);
      return attention(qkv, { rows: R, columns: T, heads: H }).output;
    });
  }
  const last = reshape(slice(reshape(x, [R, T, C]), 1, -1), [R, C]);
  return finish(graph, weights, last, silent);
}

/**
 * The forward pass of one more position: `tokens` [rows], `position` [1] and per layer the cache
 * `h.<i>.pastKeys`, `h.<i>.pastValues` [length, rows, heads, D] to `logits` [rows, V] and `h.<i>.keys`,
 * `h.<i>.values` [1, rows, heads, D], of any length ≥ 1.
 */
export function stepGraph(
  config: ModelConfig,
  { rows: R, fused, silent }: DecodingOptions,
): Uint8Array {
  const { heads: H, width: C } = config;
  const D = C / H;
  const graph = createGraph("preflm-decoding-step", { fused });
  const tokens = graph.input("tokens", [R], "int32");
  const position = graph.input("position", [1], "int32");
  const length = graph.symbol("length");
  const weights = weightInputs(graph, config);
  let x = add(
    gather(weights.value("wte.weight"), tokens),
    gather(weights.value("wpe.weight"), position),
  ); // [R, C]
  for (let i = 0; i < config.layers; i++) {
    const past = (what: string) => graph.input(`h.${i}.past${what}`, [length, R, H, D]);
    x = blockOutput(weights, `h.${i}`, x, (qkv) => {
      const parts = split(reshape(qkv, [R, 3, H, D]), 3, 1);
      const [query, key, value] = parts.map((part) => reshape(part, [R, H, 1, D]));
      graph.output(`h.${i}.keys`, reshape(parts[1], [1, R, H, D]));
      graph.output(`h.${i}.values`, reshape(parts[2], [1, R, H, D]));
      return reshape(lookBack(query, key, value, past("Keys"), past("Values")), [R, C]);
    });
  }
  return finish(graph, weights, x, silent);
}

/** Attention of one position, [R, H, 1, D], to the cache [length, R, H, D] and to itself. */
function lookBack(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  pastKeys: Tensor,
  pastValues: Tensor,
): Tensor {
  const alpha = 1 / Math.sqrt(query.shape[3]);
  const before = matmul(query, pastKeys, { firstAxisB: true, transB: true, alpha }); // [R, H, 1, length]
  const itself = multiply(reduceSum(multiply(query, key), 3), alpha); // [R, H, 1, 1]
  const probabilities = softmax(concat([before, itself], 3));
  const mixed = matmul(slice(probabilities, 3, 0, -1), pastValues, { firstAxisB: true });
  return add(mixed, multiply(value, slice(probabilities, 3, -1)));
}

/** A block's output; `attend` maps QKV [N, 3C] to the attention's output [N, C]. */
function blockOutput(
  weights: Weights,
  name: string,
  x: Tensor,
  attend: (qkv: Tensor) => Tensor,
): Tensor {
  return x.graph.scope(name, () => {
    const apply = (layer: typeof linear | typeof layerNorm, part: string, input: Tensor) =>
      layer(weights, `${name}.${part}`, input).output;
    const qkv = apply(linear, "attn.c_attn", apply(layerNorm, "ln_1", x));
    const middle = add(x, apply(linear, "attn.c_proj", attend(qkv)));
    const wide = gelu(apply(linear, "mlp.c_fc", apply(layerNorm, "ln_2", middle))).output;
    return add(middle, apply(linear, "mlp.c_proj", wide));
  });
}

function finish(graph: Graph, weights: Weights, x: Tensor, silent = false): Uint8Array {
  const hidden = layerNorm(weights, "ln_f", x).output;
  graph.output("logits", gemm(hidden, weights.value("wte.weight"), { transB: true }));
  if (silent) graph.sequenceOutput("silence", graph.constant([0]));
  return graph.encode();
}
