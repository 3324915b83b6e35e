import type { ModelConfig } from "@preflm/core";
import type { HostTensor, Runtime } from "./runtime.ts";

/** Positions by which the room of a cache grows: what is looked at in vain, against moving the cache more often. */
const ROOM = 16;

/** The keys and values of all layers, each [rows, heads, room, D], in which each row is at a position of its own. */
export interface Cache {
  /** Tokens that each row has consumed. */
  readonly positions: Int32Array;
  longest(): number;
  /** The step graph's inputs: past keys and values, positions and where the new ones go. */
  inputs(): Readonly<Record<string, HostTensor>>;
  /** The same memory as a graph's outputs. */
  outputs(): Readonly<Record<string, HostTensor>>;
  /** Sees to it that every row can take one more position. */
  makeRoom(): void;
  advance(): void;
  /** A cache of these rows. */
  select(rows: readonly number[]): Cache;
  clear(): void;
}

/** A cache with room for just the prompts; it has memory for the whole context, most of it untouched until needed. */
export function createCache(
  runtime: Runtime,
  config: ModelConfig,
  prompts: readonly { readonly length: number }[],
): Cache {
  const room = Math.max(...prompts.map((prompt) => prompt.length));
  return cacheOf(
    runtime,
    config,
    Int32Array.from(prompts, ({ length }) => length),
    room,
    () => {},
  );
}

function cacheOf(
  runtime: Runtime,
  config: ModelConfig,
  positions: Int32Array,
  firstRoom: number,
  fill: (name: string, array: Float32Array) => void,
): Cache {
  const { layers, width, heads, context } = config;
  const rows = positions.length;
  const D = width / heads;
  const arrays = new Map<string, Float32Array>();
  for (let i = 0; i < layers; i++) {
    for (const what of ["keys", "values"]) {
      const array = new Float32Array(rows * context * width);
      fill(`h.${i}.${what}`, array);
      arrays.set(`h.${i}.${what}`, array);
    }
  }
  const places = Int32Array.from({ length: rows * heads * 3 }, (_, i) =>
    i % 3 === 0 ? Math.floor(i / 3 / heads) : i % 3 === 1 ? Math.floor(i / 3) % heads : 0,
  );
  let room = firstRoom;
  let tensors = tensorsOf();

  function tensorsOf() {
    const shape = [rows, heads, room, D];
    const parts = [...arrays].map(([name, array]) => {
      return [name, runtime.tensor(array.subarray(0, rows * room * width), shape)] as const;
    });
    return {
      outputs: Object.fromEntries(parts),
      inputs: {
        ...Object.fromEntries(parts.map(([name, tensor]) => [pastName(name), tensor])),
        columns: runtime.tensor(
          Int32Array.from({ length: room }, (_, i) => i),
          [room],
        ),
        positions: runtime.tensor(positions, [rows]),
        places: runtime.tensor(places, [rows, heads, 3]),
      },
    };
  }

  return {
    positions,
    longest: () => positions.reduce((most, position) => Math.max(most, position), 0),
    outputs: () => tensors.outputs,
    inputs() {
      for (let i = 0; i < rows * heads; i++) places[3 * i + 2] = positions[Math.floor(i / heads)];
      return tensors.inputs;
    },
    makeRoom() {
      if (this.longest() < room) return;
      const wider = Math.min(context, room + ROOM);
      for (const array of arrays.values()) widen(array, rows * heads, room * D, wider * D);
      room = wider;
      tensors = tensorsOf();
    },
    advance() {
      for (let row = 0; row < rows; row++) positions[row]++;
    },
    select(selected) {
      const size = room * width;
      const kept = Int32Array.from(selected, (row) => positions[row]);
      return cacheOf(runtime, config, kept, room, (name, array) => {
        const from = arrays.get(name) as Float32Array;
        selected.forEach((row, i) => {
          array.set(from.subarray(row * size, (row + 1) * size), i * size);
        });
      });
    },
    clear: () => arrays.clear(),
  };
}

/** Moves pieces of `before` numbers, one behind the other, to a distance of `after`, zeros in between. */
function widen(array: Float32Array, pieces: number, before: number, after: number): void {
  for (let i = pieces - 1; i >= 0; i--) {
    array.copyWithin(i * after, i * before, (i + 1) * before);
    array.fill(0, i * after + before, (i + 1) * after);
  }
}

const pastName = (name: string) =>
  name.replace(/\.([kv])/, (_, first: string) => `.past${first.toUpperCase()}`);
