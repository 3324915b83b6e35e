import type { ModelConfig, ModelState, Tensors } from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";

/** One of a model's four sets of numbers, all weights in one array so that updates run over long chunks. */
export interface Flat {
  readonly all: Float32Array;
  /** Views of `all`, by weight. */
  readonly views: Readonly<Record<string, Float32Array>>;
}

/** Weights, gradient and moments of a model. */
export interface Store {
  readonly weights: Flat;
  readonly gradient: Flat;
  readonly firstMoment: Flat;
  readonly secondMoment: Flat;
  /** Elements a chunk. Every array is a whole number of chunks, filled with zeros. */
  readonly chunk: number;
  /** The chunks before this one hold weights that decay, the others those that do not. */
  readonly decayingChunks: number;
}

/** 64 K float32: the seven arrays of an AdamW step on a chunk fit a second-level cache. */
const CHUNK = 65_536;

/** Weights start on a cache line. */
const ALIGNMENT = 16;

/** Copies a checked state into flat arrays. */
export function createStore(config: ModelConfig, state: ModelState): Store {
  const parameters = layout(config);
  const roundUp = (n: number, unit: number) => Math.ceil(n / unit) * unit;
  const sizes = (decay: boolean) =>
    parameters
      .filter((p) => p.decay === decay)
      .reduce((sum, p) => sum + roundUp(sizeOf(p.shape), ALIGNMENT), 0);
  const chunk = Math.min(CHUNK, Math.max(sizes(true), sizes(false)));
  const decaying = roundUp(sizes(true), chunk);
  const total = decaying + roundUp(sizes(false), chunk);

  const flat = (from?: Tensors): Flat => {
    const all = new Float32Array(total);
    const views: Record<string, Float32Array> = {};
    const next = { decay: 0, stay: decaying };
    for (const { name, shape, decay } of parameters) {
      const group = decay ? "decay" : "stay";
      const size = sizeOf(shape);
      views[name] = all.subarray(next[group], next[group] + size);
      if (from) views[name].set(from[name]);
      next[group] += roundUp(size, ALIGNMENT);
    }
    return { all, views };
  };
  return {
    weights: flat(state.weights),
    gradient: flat(),
    firstMoment: flat(state.optimizer?.firstMoment),
    secondMoment: flat(state.optimizer?.secondMoment),
    chunk,
    decayingChunks: decaying / chunk,
  };
}

/** A copy of each view in an array of its own. */
export function copyViews({ views }: Flat): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(views).map(([name, values]) => [name, values.slice()]));
}
