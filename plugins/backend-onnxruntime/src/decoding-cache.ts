import type { ModelConfig } from "@preflm/core";
import type { HostTensor, Runtime } from "./runtime.ts";

/**
 * Room is a multiple of this: what is looked at in vain, against moving the cache more often. Sums over whole vectors of
 * the processor also come out the same, bit for bit, however many positions without weight follow.
 */
const ROOM = 16;

type Tensors = Readonly<Record<string, HostTensor>>;

/** The keys and values of all layers, each [rows, heads, room, D], in which each row is at a position of its own. */
export interface Cache {
  /** Tokens that each row has consumed. */
  readonly positions: Int32Array;
  longest(): number;
  /** Positions there is memory for in each row. */
  room(): number;
  /** The step graph's inputs: past keys and values, positions and where the new ones go. */
  inputs(): Tensors;
  /** The same memory as a graph's outputs, or that of rows `from` … `to` − 1. */
  outputs(from?: number, to?: number): Tensors;
  /** Sees to it that every row can take one more position. */
  makeRoom(): void;
  advance(): void;
  /** A cache of these rows, in the memory of this one, which is of no use afterwards. */
  select(rows: readonly number[]): Cache;
  clear(): void;
}

/** A cache with room for the prompts. */
export function createCache(
  runtime: Runtime,
  config: ModelConfig,
  prompts: readonly { readonly length: number }[],
): Cache {
  const positions = Int32Array.from(prompts, ({ length }) => length);
  const room = roomFor(
    positions.reduce((most, length) => Math.max(most, length), 0),
    config,
  );
  const size = positions.length * room * config.width;
  const arrays = namesOf(config).map((name) => [name, new Float32Array(size)] as const);
  return cacheOf(runtime, config, { positions, room, arrays: new Map(arrays) });
}

interface CacheState {
  readonly positions: Int32Array;
  room: number;
  /** By name, with memory for as many positions as were ever foreseen. */
  readonly arrays: Map<string, Float32Array>;
}

function cacheOf(runtime: Runtime, config: ModelConfig, state: CacheState): Cache {
  const { width, heads, context } = config;
  const { positions, arrays } = state;
  const rows = positions.length;
  const D = width / heads;
  const places = Int32Array.from(
    { length: rows * heads * 3 },
    (_, i) => [Math.floor(i / 3 / heads), Math.floor(i / 3) % heads, 0][i % 3],
  );
  let tensors = tensorsOf();

  function tensorsOf() {
    const all = outputs(0, rows);
    const { room } = state;
    return {
      outputs: all,
      inputs: {
        ...Object.fromEntries(Object.entries(all).map(([name, tensor]) => [pastOf(name), tensor])),
        columns: runtime.tensor(
          Int32Array.from({ length: room }, (_, i) => i),
          [room],
        ),
        positions: runtime.tensor(positions, [rows]),
        places: runtime.tensor(places, [rows, heads, 3]),
      },
    };
  }

  function outputs(from: number, to: number): Tensors {
    const { room } = state;
    const part = (array: Float32Array) =>
      runtime.tensor(array.subarray(from * room * width, to * room * width), [
        ...[to - from, heads, room, D],
      ]);
    return Object.fromEntries([...arrays].map(([name, array]) => [name, part(array)]));
  }

  const longest = () => positions.reduce((most, position) => Math.max(most, position), 0);
  return {
    positions,
    longest,
    room: () => state.room,
    outputs: (from, to) =>
      from === undefined || to === undefined ? tensors.outputs : outputs(from, to),
    inputs() {
      for (let i = 0; i < rows * heads; i++) places[3 * i + 2] = positions[Math.floor(i / heads)];
      return tensors.inputs;
    },
    makeRoom() {
      if (longest() < state.room) return;
      const wider = roomFor(state.room + 1, config);
      const size = rows * wider * width;
      for (const [name, array] of arrays) {
        // Memory doubles, so that it is not copied each time there has to be more room.
        const most = Math.min(rows * context * width, 2 * size);
        const home = array.length < size ? new Float32Array(most) : array;
        spread(array, home, rows * heads, state.room * D, wider * D);
        arrays.set(name, home);
      }
      state.room = wider;
      tensors = tensorsOf();
    },
    advance() {
      for (let row = 0; row < rows; row++) positions[row]++;
    },
    select(selected) {
      const size = state.room * width;
      // Rows that are dropped leave gaps, which the others fill where they lie.
      const dropping = selected.every((row, i) => i === 0 || row > selected[i - 1]);
      const kept = new Map<string, Float32Array>();
      for (const [name, array] of arrays) {
        const home = dropping ? array : new Float32Array(selected.length * size);
        for (const [i, row] of selected.entries()) {
          if (dropping) home.copyWithin(i * size, row * size, (row + 1) * size);
          else home.set(array.subarray(row * size, (row + 1) * size), i * size);
        }
        kept.set(name, home);
      }
      return cacheOf(runtime, config, {
        positions: Int32Array.from(selected, (row) => positions[row]),
        room: state.room,
        arrays: kept,
      });
    },
    clear: () => arrays.clear(),
  };
}

/** Moves pieces of `before` numbers, one behind the other, to a distance of `after`, zeros in between; to the same array too. */
function spread(
  from: Float32Array,
  to: Float32Array,
  pieces: number,
  before: number,
  after: number,
): void {
  for (let i = pieces - 1; i >= 0; i--) {
    if (from === to) to.copyWithin(i * after, i * before, (i + 1) * before);
    else to.set(from.subarray(i * before, (i + 1) * before), i * after);
    to.fill(0, i * after + before, (i + 1) * after);
  }
}

const roomFor = (positions: number, { context }: ModelConfig) =>
  Math.min(context, ROOM * Math.ceil(positions / ROOM));

const namesOf = ({ layers }: ModelConfig) =>
  Array.from({ length: layers }, (_, i) => [`h.${i}.keys`, `h.${i}.values`]).flat();

const pastOf = (name: string) =>
  name.replace(/\.([kv])/, (_, first: string) => `.past${first.toUpperCase()}`);
