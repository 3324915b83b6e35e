import { compile, isGl, type Kind } from "./compile.ts";
import { adapterName, checkContext, rendererName } from "./gl-context.ts";
import { createKernelCache, type Limits, type Result } from "./kernel-cache.ts";
import type { Kernel } from "./kernels.ts";
import { checkSupport, type GpujsMode, loadLibrary } from "./library.ts";

/** A matrix on the device, float32. A vector is one row. */
export interface Tensor {
  readonly rows: number;
  readonly columns: number;
  /** What gpu.js made: a texture, a buffer, or on the CPU an array of rows. */
  readonly data: unknown;
  /** Gives its memory back. */
  free(): void;
}

/** Runs kernels. Those of the same text and shapes are compiled once, whichever model asks. */
export interface Device {
  readonly mode: GpujsMode;
  /** What computes, as the driver names it. */
  name(): Promise<string>;
  run(kernel: Kernel): Promise<Tensor>;
  upload(values: Float32Array, rows: number, columns: number): Promise<Tensor>;
  /** A copy on the host, row by row. */
  read(tensor: Tensor): Promise<Float32Array>;
  /** Does one thing after the other, so that calls which overlap do not mix. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How many kernels are compiled. */
  kernels(): number;
}

/** Training takes about 100 kernels, decoding about 30 for each power of two of rows and of positions. */
const KEPT: Limits = { kernels: 512, numbers: 2 ** 22 };

/** Opens a device. Rejects with what to do if it is missing; never falls back to another. */
export async function openDevice(mode: GpujsMode, kept = KEPT): Promise<Device> {
  const library = await loadLibrary();
  await checkSupport(library, mode);
  const gpu = new library.GPU({ mode });
  const kernels = createKernelCache(kept);
  let queue: Promise<unknown> = Promise.resolve();

  function call(kernel: Kernel, kind: Kind): Promise<Result> {
    const given = Object.values(kernel.values).map((v) => (typeof v === "number" ? v : v.data));
    return kernels.run(keyOf(kernel, kind), () => compile(gpu, mode, kernel, kind), given);
  }

  const copyOf = (values: Tensor): Kernel => ({
    values: { values },
    rows: values.rows,
    columns: values.columns,
    body: "return values[row][column];",
  });
  return {
    mode,
    async name() {
      if (mode === "cpu") return "compiled to JavaScript, one thread";
      return isGl(mode) ? rendererName(gpu.context) : adapterName();
    },
    async run(kernel) {
      return { rows: kernel.rows, columns: kernel.columns, ...(await call(kernel, "run")) };
    },
    async upload(values, rows, columns) {
      const host = { rows, columns, data: library.input(values, [columns, rows]), free() {} };
      return { rows, columns, ...(await call(copyOf(host), "upload")) };
    },
    async read(tensor) {
      const { data, free } = await call(copyOf(tensor), "read");
      free();
      if (isGl(mode)) checkContext(mode, gpu.context);
      return flatten(data as Nested, tensor.rows * tensor.columns);
    },
    exclusively(work) {
      const result = queue.then(work, work);
      queue = result.catch(() => {});
      return result;
    },
    kernels: () => kernels.size,
  };
}

/** Equal for kernels that can share what was compiled. */
function keyOf({ values, rows, columns, body }: Kernel, kind: Kind): string {
  const shapes = Object.entries(values).map(([name, value]) =>
    typeof value === "number" ? name : `${name} ${value.rows}×${value.columns}`,
  );
  return [kind, rows, columns, ...shapes, body].join("|");
}

type Nested = Float32Array | readonly Nested[];

/** Rows of rows as one array, without what folding added at the end. */
function flatten(data: Nested, length: number): Float32Array {
  const values = new Float32Array(length);
  let filled = 0;
  const add = (part: Nested) => {
    if (!(part instanceof Float32Array)) return part.forEach(add);
    const fitting = part.subarray(0, length - filled);
    values.set(fitting, filled);
    filled += fitting.length;
  };
  add(data);
  return values;
}
