import { adapterName, checkContext, checkSize, rendererName } from "./gl-context.ts";
import { type Kernel, sourceOf, threads } from "./kernels.ts";
import {
  type CompiledKernel,
  type GpujsMode,
  isSupported,
  loadLibrary,
  unavailable,
} from "./library.ts";

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
}

/** Longest side of a texture that lies as its matrix does; longer ones are folded into squares. */
const LONGEST_SIDE = 4096;

/** Uploads, which read an array of the host, and reads, which give one, have kernels of their own: gpu.js compiles for a kind. */
type Kind = "run" | "upload" | "read";

/** Opens a device. Rejects with what to do if it is missing; never falls back to another. */
export async function openDevice(mode: GpujsMode): Promise<Device> {
  const library = await loadLibrary();
  if (!(await isSupported(library, mode))) throw unavailable(mode, "is not available here");
  const gpu = new library.GPU({ mode });
  const onGl = mode !== "cpu" && mode !== "webgpu";
  const longest = onGl ? LONGEST_SIDE : Infinity;
  // Kept for good: to destroy a kernel is to delete textures that it made and others still read.
  const kernels = new Map<string, CompiledKernel>();
  let queue: Promise<unknown> = Promise.resolve();

  function create(kernel: Kernel, kind: Kind): CompiledKernel {
    const output = threads(kernel.rows, kernel.columns, longest);
    const created = gpu.createKernel(sourceOf(kernel, output), {
      output,
      pipeline: kind !== "read",
      immutable: true,
      precision: "single",
      tactic: "precision",
      asyncMode: true,
      loopMaxIterations: 2 ** 24,
    });
    if (onGl) checkSize(kernel, gpu.context);
    return created;
  }

  async function call(kernel: Kernel, kind: Kind): Promise<unknown> {
    const key = keyOf(kernel, kind);
    const known = kernels.get(key);
    const compiled = known ?? create(kernel, kind);
    const given = Object.values(kernel.values);
    const data = await compiled(...given.map((v) => (typeof v === "number" ? v : v.data)));
    if (known) return data;
    const { constructor: implementation, fallbackReason } = compiled.kernel;
    if (implementation.mode === "cpu" && mode !== "cpu")
      throw unavailable(mode, `was left by gpu.js for the CPU (${fallbackReason ?? "no reason"})`);
    kernels.set(key, compiled);
    return data;
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
      return onGl ? rendererName(gpu.context) : adapterName();
    },
    async run(kernel) {
      return tensorOf(kernel.rows, kernel.columns, await call(kernel, "run"));
    },
    async upload(values, rows, columns) {
      const host = tensorOf(rows, columns, library.input(values, [columns, rows]));
      return tensorOf(rows, columns, await call(copyOf(host), "upload"));
    },
    async read(tensor) {
      const data = await call(copyOf(tensor), "read");
      if (onGl) checkContext(mode, gpu.context);
      return flatten(data as Nested, tensor.rows * tensor.columns);
    },
    exclusively(work) {
      const result = queue.then(work, work);
      queue = result.catch(() => {});
      return result;
    },
  };
}

/** Equal for kernels that can share what was compiled. */
function keyOf({ values, rows, columns, body }: Kernel, kind: Kind): string {
  const shapes = Object.entries(values).map(([name, value]) =>
    typeof value === "number" ? name : `${name} ${value.rows}×${value.columns}`,
  );
  return [kind, rows, columns, ...shapes, body].join("|");
}

function tensorOf(rows: number, columns: number, data: unknown): Tensor {
  const { delete: release } = data as { delete?: () => void };
  return { rows, columns, data, free: () => release?.call(data) };
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
