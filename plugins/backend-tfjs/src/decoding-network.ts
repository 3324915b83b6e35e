import type { ModelConfig } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beginnings, type Cache, type Memory } from "./decoding-cache.ts";
import { attend, attention, causalMask, merge, split } from "./layers/attention.ts";
import { block } from "./layers/block.ts";
import { logits } from "./layers/head.ts";
import { layerNorm } from "./layers/layer-norm.ts";
import type { Layer, Pass } from "./pass.ts";
import { shapeOf } from "./tf.ts";

/** The logits of each row's next token, [rows, V], and what the rows have seen. */
interface Read {
  readonly logits: Tensor;
  readonly cache: Cache;
}

/** Reads whole prompts, each ending at the right of `room` columns. */
export function readPrompts(
  pass: Pass,
  config: ModelConfig,
  prompts: readonly Int32Array[],
  room: number,
): Read {
  const { tf } = pass;
  const { heads, width } = config;
  const rows = prompts.length;
  const tokens = new Int32Array(rows * room);
  const places = new Int32Array(rows * room);
  for (const [row, prompt] of prompts.entries()) {
    const end = (row + 1) * room;
    tokens.set(prompt, end - prompt.length);
    for (let i = 0; i < prompt.length; i++) places[end - prompt.length + i] = i;
  }
  const positions = Int32Array.from(prompts, ({ length }) => length);
  const mask = tf.add(causalMask(tf, room), beginnings(tf, positions, room));
  const memories: Memory[] = [];
  const remember = (k: Tensor, v: Tensor) => {
    const [n, , D] = shapeOf(k);
    const flat = (x: Tensor) => tf.keep(tf.reshape(x, [n, room * D]));
    memories.push({ k: flat(k), v: flat(v) });
  };
  const shape = { rows, columns: room, heads };
  const x = hidden(pass, config, tokens, places, (qkv) =>
    attention(pass, qkv, shape, mask, remember),
  );
  const last = tf.slice(
    tf.reshape(x, [rows, room * width]),
    [0, (room - 1) * width],
    [rows, width],
  );
  return { logits: next(pass, last), cache: { positions, room, memories } };
}

/** Reads one token more of each row; the cache must have room for it, and may be changed. */
export function readTokens(
  pass: Pass,
  config: ModelConfig,
  cache: Cache,
  tokens: Int32Array,
): Read {
  const { tf, kernels } = pass;
  const { room } = cache;
  const rows = tokens.length;
  const shape = { rows, columns: 1, heads: config.heads };
  const positions = cache.positions.map((position) => position + 1);
  const mask = beginnings(tf, positions, room);
  const memories: Memory[] = [];
  const x = hidden(pass, config, tokens, cache.positions, (qkv) =>
    pass.layer(() => {
      const { q, k, v } = split(tf, qkv, shape); // [rows·H, 1, D]
      const flat = (newest: Tensor) => tf.squeeze(newest, [1]);
      const before = cache.memories[memories.length];
      const memory = {
        k: tf.keep(kernels.shiftIn(before.k, flat(k))),
        v: tf.keep(kernels.shiftIn(before.v, flat(v))),
      };
      memories.push(memory);
      const [n, , D] = shapeOf(k);
      const seen = (all: Tensor) => tf.reshape(all, [n, room, D]);
      const { mixed } = attend(pass, { q, k: seen(memory.k), v: seen(memory.v) }, shape, mask);
      return { output: merge(tf, mixed, shape), saved: [], backward: noBackward };
    }),
  );
  return { logits: next(pass, x), cache: { positions, room, memories } };
}

/** The residual stream [N, C] after all blocks, of tokens at these positions of their rows. */
function hidden(
  pass: Pass,
  { layers }: ModelConfig,
  tokens: Int32Array,
  positions: Int32Array,
  attend: (qkv: Tensor) => Layer,
): Tensor {
  const { tf, kernels } = pass;
  const rows = (name: string, ids: Int32Array) => kernels.rows(pass.weight(name), ids);
  let x: Tensor = tf.add(rows("wte.weight", tokens), rows("wpe.weight", positions));
  for (let layer = 0; layer < layers; layer++) x = block(pass, `h.${layer}`, x, attend).output;
  return x;
}

const next = (pass: Pass, x: Tensor) => logits(pass, layerNorm(pass, "ln_f", x).output);

function noBackward(): never {
  throw new TypeError("Decoding has no backward pass.");
}
