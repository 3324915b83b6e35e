import { checkContext, checkSize } from "./gl-context.ts";
import type { Compiled } from "./kernel-cache.ts";
import { type Kernel, sourceOf, threads } from "./kernels.ts";
import { type Gpu, type GpujsMode, lost, unavailable } from "./library.ts";

/** Uploads, which read an array of the host, and reads, which give one, have kernels of their own: gpu.js compiles for a kind. */
export type Kind = "run" | "upload" | "read";

/** Longest side of a texture that lies as its matrix does; longer ones are folded into squares. */
const LONGEST_SIDE = 4096;

/** Whether a mode computes in WebGL. */
export function isGl(mode: GpujsMode): boolean {
  return mode !== "cpu" && mode !== "webgpu";
}

/** Makes a kernel of gpu.js; it is compiled when it first runs. */
export function compile(gpu: Gpu, mode: GpujsMode, kernel: Kernel, kind: Kind): Compiled {
  const output = threads(kernel.rows, kernel.columns, isGl(mode) ? LONGEST_SIDE : Infinity);
  const created = gpu.createKernel(sourceOf(kernel, output), {
    output,
    pipeline: kind !== "read",
    immutable: true,
    precision: "single",
    tactic: "precision",
    asyncMode: true,
    loopMaxIterations: 2 ** 24,
  });
  if (isGl(mode)) {
    checkContext(mode, gpu.context);
    checkSize(kernel, gpu.context);
  }
  return {
    numbers: kernel.rows * kernel.columns,
    async run(values) {
      const data = await created(...values).catch((cause) => {
        throw /\blost\b/i.test(String(cause)) ? lost(mode, cause) : cause;
      });
      const { constructor: implementation, fallbackReason } = created.kernel;
      if (implementation.mode === "cpu" && mode !== "cpu")
        throw unavailable(
          mode,
          `was left by gpu.js for the CPU (${fallbackReason ?? "no reason"})`,
        );
      return data;
    },
    destroy() {
      const { kernel } = created;
      kernel.destroy();
      // On the CPU gpu.js goes on listing it.
      const place = gpu.kernels.indexOf(kernel);
      if (place >= 0) gpu.kernels.splice(place, 1);
    },
  };
}
