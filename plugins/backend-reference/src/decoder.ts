import {
  checkPrompts,
  checkSelection,
  checkStep,
  type Decoder,
  type ModelConfig,
  PreflmError,
} from "@preflm/core";
import { type AttentionShape, lookBack } from "./attention.ts";
import { blockForward } from "./block.ts";
import { embeddingForward } from "./embedding.ts";
import { logitsForward } from "./heads.ts";
import { layerNormForward } from "./layer-norm.ts";
import type { Weights } from "./tensors.ts";

/** What is kept of one row. */
interface Row {
  /** Of each layer the queries, keys and values of every position seen, [context, 3C]. */
  readonly caches: readonly Float64Array[];
  position: number;
  /** Of the next token, [V]. */
  readonly logits: Float32Array;
}

/**
 * Decoding one token at a time. Each row keeps the queries, keys and values of every position it has seen, so that a
 * new position looks back at them instead of computing them again. Rows know nothing of one another.
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
  const shape: AttentionShape = { rows: 1, columns: context, width: C, heads };
  const looks = new Float64Array(context);
  let rows = prompts.map((prompt): Row => {
    const caches = Array.from({ length: layers }, () => new Float64Array(context * 3 * C));
    const row = { caches, position: 0, logits: new Float32Array(V) };
    for (const token of prompt) advance(row, token);
    return row;
  });
  let logits = side(rows);
  let disposed = false;

  /** Attention of the newest position of a row, after its qkv[3C] joined the cache. */
  function attend(cache: Float64Array, position: number, qkv: Float64Array) {
    const out = new Float64Array(C);
    cache.set(qkv, position * 3 * C);
    for (let h = 0; h < heads; h++) lookBack(cache, shape, 0, h, position, looks, out);
    return { out, probabilities: looks }; // the latter for a backward pass, which decoding has not
  }

  function advance(row: Row, token: number): void {
    let x = embeddingForward(weights, Int32Array.of(token), () => row.position, C);
    for (const [layer, cache] of row.caches.entries())
      x = blockForward(weights, `h.${layer}`, x, (qkv) => attend(cache, row.position, qkv)).out;
    row.logits.set(logitsForward(weights, layerNormForward(weights, "ln_f", x).out, C));
    row.position++;
  }

  function side(parts: readonly Row[]): Float32Array {
    const all = new Float32Array(parts.length * V);
    parts.forEach((row, i) => {
      all.set(row.logits, i * V);
    });
    return all;
  }

  const open = () => {
    alive();
    if (disposed)
      throw new PreflmError("invalid-input", "This decoder is disposed of; start another.");
  };
  const position = () => Math.max(...rows.map((row) => row.position));

  return {
    get rows() {
      return rows.length;
    },
    get logits() {
      return logits;
    },
    get position() {
      return position();
    },
    async step(tokens) {
      open();
      checkStep(tokens, { rows: rows.length, position: position() }, config);
      rows.forEach((row, i) => {
        advance(row, tokens[i]);
      });
      logits = side(rows);
    },
    select(selected) {
      open();
      checkSelection(selected, rows.length);
      rows = selected.map((i) => ({
        caches: rows[i].caches.map((cache) => cache.slice()),
        position: rows[i].position,
        logits: rows[i].logits.slice(),
      }));
      logits = side(rows);
    },
    dispose() {
      disposed = true;
    },
  };
}
