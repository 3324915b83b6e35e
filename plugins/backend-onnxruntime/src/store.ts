import { type ModelConfig, type ModelState, PreflmError, type Tensors } from "@preflm/core";
import { layout, type Parameter, sizeOf } from "@preflm/gpt";
import { type AdamWKernel, adamwKernel } from "./adamw-kernel.ts";
import { type Memory, webAssembly } from "./web-assembly.ts";

/** The four numbers kept for each weight. */
export type Kind = "weight" | "gradient" | "firstMoment" | "secondMoment";

const KINDS: readonly Kind[] = ["weight", "gradient", "firstMoment", "secondMoment"];

/** A model's state in memory that both graphs and the AdamW kernel work on where it lies. */
export interface Store {
  /** Views by weight. */
  readonly views: Readonly<Record<Kind, Readonly<Record<string, Float32Array>>>>;
  readonly slabs: readonly Slab[];
}

/** A WebAssembly memory with one array for each kind; the weights that decay come first in each. */
export interface Slab {
  readonly kernel: AdamWKernel;
  /** The arrays with their padding, which is 0. */
  readonly arrays: Readonly<Record<Kind, Float32Array>>;
  /** Elements in each array before the weights that do not decay. */
  readonly decaying: number;
}

/** Weights start on a cache line, and runs of weights end on a whole round of the kernel: 16 float32. */
const ALIGNMENT = 16;

/** Largest array of a slab, in elements: four of them fill a WebAssembly memory of 4 GiB. */
const LARGEST = 2 ** 28 - 2 ** 16;

/** Copies a checked state into slabs; models beyond 4 GiB get several. */
export function createStore(config: ModelConfig, state: ModelState): Store {
  const views: Record<Kind, Record<string, Float32Array>> = {
    weight: {},
    gradient: {},
    firstMoment: {},
    secondMoment: {},
  };
  const slabs = groups(layout(config)).map((parameters): Slab => {
    const ordered = [...parameters].sort((a, b) => Number(b.decay) - Number(a.decay));
    const total = paddedSize(parameters);
    const pages = Math.ceil((KINDS.length * 4 * total) / PAGE);
    const memory = memoryOf(pages);
    const [weight, gradient, firstMoment, secondMoment] = KINDS.map(
      (_, i) => new Float32Array(memory.buffer, i * 4 * total, total),
    );
    const arrays = { weight, gradient, firstMoment, secondMoment };
    let offset = 0;
    for (const { name, shape } of ordered) {
      for (const kind of KINDS)
        views[kind][name] = arrays[kind].subarray(offset, offset + sizeOf(shape));
      offset += padded(shape);
    }
    const decaying = paddedSize(parameters.filter((parameter) => parameter.decay));
    return { kernel: adamwKernel(memory), arrays, decaying };
  });
  const fill = (kind: Kind, from: Tensors | undefined) => {
    for (const [name, values] of Object.entries(from ?? {})) views[kind][name].set(values);
  };
  fill("weight", state.weights);
  fill("firstMoment", state.optimizer?.firstMoment);
  fill("secondMoment", state.optimizer?.secondMoment);
  return { views, slabs };
}

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;

function memoryOf(pages: number): Memory {
  try {
    return new (webAssembly().Memory)({ initial: pages, maximum: pages });
  } catch (cause) {
    const gigabytes = ((pages * PAGE) / 1e9).toFixed(1);
    throw new PreflmError(
      "unavailable",
      `onnxruntime: weights, gradient and AdamW's moments want ${gigabytes} GB in one piece, which this machine or browser does not give. Take a smaller model, or close what else holds memory.`,
      { cause },
    );
  }
}

/** Splits the weights, in order, into groups that fit a slab. */
function groups(parameters: readonly Parameter[]): Parameter[][] {
  const result: Parameter[][] = [[]];
  for (const parameter of parameters) {
    const last = result[result.length - 1];
    if (last.length > 0 && paddedSize(last) + padded(parameter.shape) > LARGEST)
      result.push([parameter]);
    else last.push(parameter);
  }
  return result;
}

function paddedSize(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + padded(shape), 0);
}

function padded(shape: readonly number[]): number {
  return ALIGNMENT * Math.ceil(sizeOf(shape) / ALIGNMENT);
}
