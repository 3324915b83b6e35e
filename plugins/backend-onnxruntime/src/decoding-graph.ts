import type { ModelConfig } from "@preflm/core";
import { createGraph, type Graph, type Tensor } from "./graph.ts";
import { attention } from "./layers/attention.ts";
import { embedding } from "./layers/embedding.ts";
import { gelu } from "./layers/gelu.ts";
import { layerNorm } from "./layers/layer-norm.ts";
import { linear } from "./layers/linear.ts";
import * as operators from "./operators.ts";
import { type Weights, weightInputs } from "./weights.ts";

const { add, gather, gemm, less, matmul, multiply } = operators;
const { reshape, scatterVectors, softmax, split, transpose, where } = operators;

/** What both decoding graphs are built for. */
export interface DecodingOptions {
  readonly fused?: boolean;
  readonly silent?: boolean;
}

/**
 * The forward pass over prompts, filled up to equal length at their ends: `tokens` [rows·columns] to `logits` [rows, V]
 * after the prompts' last tokens, which `last` [rows] finds among all tokens, and per layer `h.<i>.keys` and
 * `h.<i>.values` [rows, heads, columns, D]. What stands after a prompt's end is of no use and does no harm.
 */
export function promptGraph(
  config: ModelConfig,
  { rows: R, columns: T, fused, silent }: DecodingOptions & { rows: number; columns: number },
): Uint8Array {
  const { heads: H, width: C } = config;
  const graph = createGraph("preflm-prompt", { fused });
  const tokens = graph.input("tokens", [R * T], "int32");
  const last = graph.input("last", [R], "int32");
  const weights = weightInputs(graph, config);
  let x = embedding(weights, tokens, T).output; // [R·T, C]
  for (let i = 0; i < config.layers; i++) {
    x = blockOutput(weights, `h.${i}`, x, (qkv) => {
      const byHead = transpose(reshape(qkv, [R, T, 3, H, C / H]), [2, 0, 3, 1, 4]);
      const parts = split(byHead, 3, 0);
      const [keys, values] = parts.slice(1).map((part) => reshape(part, [R, H, T, C / H]));
      graph.output(`h.${i}.keys`, keys);
      graph.output(`h.${i}.values`, values);
      return attention(qkv, { rows: R, columns: T, heads: H }).output;
    });
  }
  return finish(graph, weights, gather(x, last), silent);
}

/**
 * The forward pass of one more token a row, rows at positions of their own: `tokens`, `positions` [rows] to `logits`
 * [rows, V]. A cache has room for `room` positions of each row; the new keys and values go to `places` [rows, heads, 3]
 * (row, head, position) of `h.<i>.pastKeys` and `h.<i>.pastValues` [rows, heads, room, D], which come out as
 * `h.<i>.keys` and `h.<i>.values`: given the same memory for both, they are written where they lie. `room` positions
 * are looked at, those beyond a row's own without weight; `columns` is 0 … room − 1. Rows and room are any numbers.
 */
export function stepGraph(config: ModelConfig, { fused, silent }: DecodingOptions): Uint8Array {
  const { heads: H, width: C } = config;
  const D = C / H;
  const graph = createGraph("preflm-decoding-step", { fused });
  const [R, S] = [graph.symbol("rows"), graph.symbol("room")];
  const tokens = graph.input("tokens", [R], "int32");
  const positions = graph.input("positions", [R], "int32");
  const places = graph.input("places", [R, H, 3], "int32");
  const ahead = less(reshape(positions, [R, 1, 1, 1]), graph.input("columns", [S], "int32"));
  const mask = where(ahead, graph.constant(-1e30), graph.constant(0)); // [R, 1, 1, S]
  const weights = weightInputs(graph, config);
  let x = add(
    gather(weights.value("wte.weight"), tokens),
    gather(weights.value("wpe.weight"), positions),
  ); // [R, C]
  for (let i = 0; i < config.layers; i++) {
    const cached = (what: string, past: string, now: Tensor) => {
      const all = scatterVectors(graph.input(`h.${i}.${past}`, [R, H, S, D]), places, now);
      graph.output(`h.${i}.${what}`, all);
      return all;
    };
    x = blockOutput(weights, `h.${i}`, x, (qkv) => {
      const parts = split(reshape(qkv, [R, 3, H, D]), 3, 1);
      const [query, key, value] = parts.map((part) => reshape(part, [R, H, D]));
      const keys = cached("keys", "pastKeys", key);
      const values = cached("values", "pastValues", value);
      // ONNX Runtime multiplies a matrix by a vector fast if it need not transpose or scale it.
      const vector = reshape(multiply(query, 1 / Math.sqrt(D)), [R, H, D, 1]);
      const scores = reshape(matmul(keys, vector), [R, H, 1, S]);
      return reshape(matmul(softmax(add(scores, mask)), values), [R, C]); // [R, H, 1, D] before
    });
  }
  return finish(graph, weights, x, silent);
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
