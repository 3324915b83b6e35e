import type { ModelConfig } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { UNSEEN } from "./layers/attention.ts";
import type { Tf } from "./tf.ts";

/** Keys and values of one layer, each [rows·H, room·D]. */
export interface Memory {
  readonly k: Tensor;
  readonly v: Tensor;
}

/**
 * What rows have seen, each ending at the right: so rows at different positions all append at the same place, and what
 * lies left of a row's first token is masked.
 */
export interface Cache {
  /** Tokens that each row has consumed. */
  readonly positions: Int32Array;
  /** Positions there is memory for, the last one taken. */
  readonly room: number;
  /** Of each layer. */
  readonly memories: readonly Memory[];
}

/** Room comes in multiples of this: graphics engines compile programs for shapes, so these should seldom change. */
const ROOM = 16;

/** The room for some positions. */
export function roomFor(positions: number, { context }: ModelConfig): number {
  return Math.min(context, ROOM * Math.ceil(positions / ROOM));
}

/** Tokens that the longest row has consumed. */
export function longest(positions: Int32Array): number {
  return positions.reduce((most, position) => Math.max(most, position), 0);
}

/** 0 where a row has tokens, `UNSEEN` left of its first: [rows, 1, 1, room]. */
export function beginnings(tf: Tf, positions: Int32Array, room: number): Tensor {
  const values = new Float32Array(positions.length * room);
  for (const [row, position] of positions.entries())
    values.fill(UNSEEN, row * room, (row + 1) * room - position);
  return tf.tensor(values, [positions.length, 1, 1, room]);
}

/** The same cache with room for at least one position more. */
export function withRoom(tf: Tf, cache: Cache, config: ModelConfig): Cache {
  if (longest(cache.positions) < cache.room) return cache;
  const room = roomFor(cache.room + 1, config);
  const added = (room - cache.room) * (config.width / config.heads);
  return mapMemories({ ...cache, room }, (old) =>
    tf.pad(old, [
      [0, 0],
      [added, 0],
    ]),
  );
}

/** A cache of these rows, with no more room than they need. */
export function selectRows(
  tf: Tf,
  cache: Cache,
  rows: readonly number[],
  config: ModelConfig,
): Cache {
  const positions = Int32Array.from(rows, (row) => cache.positions[row]);
  const room = roomFor(longest(positions), config);
  const D = config.width / config.heads;
  const ids = tf.tensor1d(Int32Array.from(rows), "int32");
  const n = rows.length * config.heads;
  return mapMemories({ ...cache, positions, room }, (old) => {
    const perRow = tf.reshape(old, [cache.positions.length, -1]);
    const chosen = tf.reshape(tf.gather(perRow, ids), [n, cache.room * D]);
    return tf.slice(chosen, [0, (cache.room - room) * D], [n, room * D]);
  });
}

/** The rows of both caches, which have the same room; b itself if a has no rows. */
export function join(tf: Tf, a: Cache, b: Cache): Cache {
  if (a.positions.length === 0) return b;
  const memories = a.memories.map(({ k, v }, layer) => ({
    k: tf.concat([k, b.memories[layer].k], 0),
    v: tf.concat([v, b.memories[layer].v], 0),
  }));
  return { positions: Int32Array.of(...a.positions, ...b.positions), room: a.room, memories };
}

/** Frees the tensors of a cache, but for those that it shares with the next one. */
export function free(tf: Tf, cache: Cache, next?: Cache): void {
  const shared = new Set(next ? tensors(next) : []);
  tf.dispose(tensors(cache).filter((tensor) => !shared.has(tensor)));
}

function tensors({ memories }: Cache): Tensor[] {
  return memories.flatMap(({ k, v }) => [k, v]);
}

function mapMemories(cache: Cache, change: (old: Tensor) => Tensor): Cache {
  return { ...cache, memories: cache.memories.map(({ k, v }) => ({ k: change(k), v: change(v) })) };
}
