import { PreflmError } from "@preflm/core";

/** Where gpu.js computes. */
export type GpujsMode = "webgl2" | "webgl" | "headlessgl" | "webgpu" | "cpu";

/** All modes, for the check of options. */
export const MODES: readonly GpujsMode[] = ["webgl2", "webgl", "headlessgl", "webgpu", "cpu"];

/** A kernel of gpu.js that answers asynchronously. */
export interface CompiledKernel {
  (...values: readonly unknown[]): Promise<unknown>;
  /** The implementation behind it, which gpu.js may have exchanged for one on the CPU. */
  readonly kernel: {
    readonly constructor: { readonly mode: string };
    readonly fallbackReason: string | null;
  };
}

/** An instance of gpu.js: one context, or one device, for all its kernels. */
export interface Gpu {
  createKernel(source: string, settings: Readonly<Record<string, unknown>>): CompiledKernel;
  /** In the GL modes the WebGL context, once a kernel was created. */
  readonly context: unknown;
}

/** What is used of gpu.js. Its own types would have to be installed wherever ours are read. */
export interface GpuJs {
  readonly GPU: {
    new (settings: { readonly mode: GpujsMode }): Gpu;
    readonly isHeadlessGLSupported: boolean;
    readonly isWebGLSupported: boolean;
    readonly isWebGL2Supported: boolean;
    isWebGPUAvailable(): Promise<boolean>;
  };
  input(values: Float32Array, size: readonly number[]): unknown;
}

/** What each mode needs, as the end of an error message. */
const NEEDS: Readonly<Record<GpujsMode, string>> = {
  webgl2: 'a browser with WebGL2. In Node choose gpujs({ mode: "headlessgl" })',
  webgl: 'a browser with WebGL. In Node choose gpujs({ mode: "headlessgl" })',
  headlessgl:
    "Node, the package gl, which npm builds where there is no binary for this machine, and on Linux an X display: " +
    "`sudo apt install build-essential python3 pkg-config libx11-dev libxi-dev libxext-dev libgl1-mesa-dev libglu1-mesa-dev libglew-dev xvfb xauth && npm install gl@8.1.6 && xvfb-run -a node your-script.js`",
  webgpu:
    "a browser with WebGPU, or in Node a navigator.gpu, made before the backend is used by " +
    '`const { create, globals } = await import("webgpu"); Object.assign(globalThis, globals); Object.defineProperty(globalThis, "navigator", { value: { gpu: create([]) } })` ' +
    "of `npm install webgpu@0.6.2`",
  cpu: "nothing beyond gpu.js",
};

/** Loads gpu.js. Rejects with the command that installs it if it is not there. */
export async function loadLibrary(): Promise<GpuJs> {
  try {
    const module = (await import("gpu.js")) as unknown as GpuJs & { readonly default?: GpuJs };
    return module.default ?? module;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new PreflmError(
      "unavailable",
      `gpu.js cannot be loaded (${why}). Install it, which goes on if its optional dependency gl fails to build: \`npm install gpu.js@2.24.1\`.`,
      { cause },
    );
  }
}

/** Whether gpu.js finds what the mode needs; for WebGPU, whether an adapter answers. */
export async function isSupported({ GPU }: GpuJs, mode: GpujsMode): Promise<boolean> {
  if (mode === "headlessgl") return GPU.isHeadlessGLSupported;
  if (mode === "webgl2") return GPU.isWebGL2Supported;
  if (mode === "webgl") return GPU.isWebGLSupported;
  return mode === "cpu" || GPU.isWebGPUAvailable();
}

/** The error of a mode that this machine lacks: why, and the command that mends it. */
export function unavailable(mode: GpujsMode, why: string, cause?: unknown): PreflmError {
  return new PreflmError("unavailable", `Mode "${mode}" ${why}. It needs ${NEEDS[mode]}.`, {
    cause,
  });
}
