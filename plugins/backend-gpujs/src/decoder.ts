import {
  checkPrompts,
  checkSelection,
  checkStep,
  type Decoder,
  type ModelConfig,
  PreflmError,
} from "@preflm/core";
import type { Device, Tensor } from "./device.ts";
import { quotient } from "./kernels.ts";
import { attentionForward } from "./layers/attention.ts";
import { blockForward } from "./layers/block.ts";
import { embeddingForward } from "./layers/embedding.ts";
import { layerNormForward } from "./layers/layer-norm.ts";
import { productTransposed } from "./layers/matmul.ts";
import { trunk } from "./network.ts";
import { inScope, type Scope } from "./scope.ts";
import type { Weights } from "./weights.ts";

/** What a decoder needs of its model. */
export interface DecodingModel {
  readonly device: Device;
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** Works when nothing else does; rejects once the model is disposed of. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  alive(): void;
}

/**
 * Decoding with a cache: for each layer the queries, keys and values of every position seen, [rows·room, 3C]. Rows and
 * room are rounded up to powers of two, so that few shapes need kernels of their own. `select` only notes where each row
 * comes from; the next step reads the cache from there.
 */
export async function createDecoder(
  { device, config, weights, inTurn, alive }: DecodingModel,
  prompts: readonly Int32Array[],
): Promise<Decoder> {
  checkPrompts(prompts, config);
  const { context, vocabulary: V } = config;
  /** Of each row, how many tokens it has seen. */
  let seen = prompts.map(({ length }) => length);
  let room = roundUp(Math.max(...seen), context);
  /** Of each row, its place in the cache. */
  let origins = prompts.map((_, row) => row);
  let caches: readonly Tensor[] = [];
  let logits: Float32Array = new Float32Array(0);
  let disposed = false;
  const longest = () => Math.max(...seen);

  await inTurn(() =>
    inScope(device, async (scope) => {
      const rows = roundUp(prompts.length);
      const tokens = new Int32Array(rows * room);
      prompts.forEach((prompt, row) => {
        tokens.set(prompt, row * room);
      });
      const { out, blocks } = await trunk(scope, config, weights, tokens, room);
      const last = Array.from({ length: rows }, (_, row) => row * room + (seen[row] ?? 1) - 1);
      const x = await scope.run({
        values: { out, last: await scope.upload(last, 1, rows) },
        rows,
        columns: out.columns,
        body: "return out[last[0][row]][column];",
      });
      logits = await head(scope, x);
      caches = blocks.map(({ qkv }) => scope.keep(qkv));
    }),
  );

  /** Logits of the rows that count, from the last block's output. */
  async function head(scope: Scope, x: Tensor): Promise<Float32Array> {
    const { out } = await layerNormForward(scope, weights, "ln_f", x);
    const all = await scope.read(await productTransposed(scope, out, weights["wte.weight"]));
    return all.slice(0, seen.length * V);
  }

  /** Appends one token a row; what it replaces is replaced only when all has succeeded. */
  async function advance(scope: Scope, next: Int32Array): Promise<void> {
    const rows = roundUp(next.length);
    const larger = Math.max(room, roundUp(longest() + 1, context));
    const perRow = (values: ArrayLike<number>) =>
      scope.upload(
        Float32Array.from({ length: rows }, (_, row) => values[row] ?? 0),
        1,
        rows,
      );
    const tokens = await perRow(next);
    const positions = await perRow(seen);
    const origin = await perRow(origins);
    const shape = { ...config, queries: 1, room: larger };
    const appended: Tensor[] = [];
    let x = await embeddingForward(scope, weights, tokens, positions);
    for (const [layer, cache] of caches.entries()) {
      const block = await blockForward(scope, weights, `h.${layer}`, x, async (qkv) => {
        appended[layer] = await append(scope, cache, room, qkv, larger, { positions, origin });
        return attentionForward(scope, qkv, appended[layer], positions, shape);
      });
      x = block.out;
    }
    logits = await head(scope, x);
    for (const cache of caches) cache.free();
    caches = appended.map((cache) => scope.keep(cache));
    room = larger;
    seen = seen.map((count) => count + 1);
    origins = origins.map((_, row) => row);
  }

  const free = () => {
    for (const cache of caches) cache.free();
    caches = [];
  };
  const open = () => {
    alive();
    if (disposed)
      throw new PreflmError("invalid-input", "This decoder is disposed of; start another.");
  };

  return {
    get rows() {
      return seen.length;
    },
    get logits() {
      return logits;
    },
    get position() {
      return longest();
    },
    async step(next) {
      await inTurn(async () => {
        open();
        checkStep(next, { rows: seen.length, position: longest() }, config);
        await inScope(device, (scope) => advance(scope, next));
      });
    },
    select(selected) {
      open();
      checkSelection(selected, seen.length);
      const kept = new Float32Array(selected.length * V);
      selected.forEach((row, i) => {
        kept.set(logits.subarray(row * V, (row + 1) * V), i * V);
      });
      logits = kept;
      seen = selected.map((row) => seen[row]);
      origins = selected.map((row) => origins[row]);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      void device.exclusively(async () => free());
    },
  };
}

/** The cache [rows·larger, 3C] with each row's newest qkv[rows, 3C] at its position, all else from its origin in the old one. */
function append(
  scope: Scope,
  cache: Tensor,
  room: number,
  qkv: Tensor,
  larger: number,
  { positions, origin }: Readonly<Record<"positions" | "origin", Tensor>>,
): Promise<Tensor> {
  return scope.run({
    values: { cache, qkv, positions, origin },
    rows: qkv.rows * larger,
    columns: qkv.columns,
    body: `
      const b = ${quotient("row", larger)};
      const at = row - b * ${larger};
      const own = positions[0][b];
      let value = 0;
      if (at < own) value = cache[origin[0][b] * ${room} + at][column];
      else if (at < own + 0.5) value = qkv[b][column];
      return value;`,
  });
}

/** The next power of two, but no more than `most`. */
function roundUp(count: number, most = Infinity): number {
  return Math.min(most, 2 ** Math.ceil(Math.log2(count)));
}
