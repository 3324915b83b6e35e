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
    destroy(): void;
  };
}

/** An instance of gpu.js: one context, or one device, for all its kernels. */
export interface Gpu {
  createKernel(source: string, settings: Readonly<Record<string, unknown>>): CompiledKernel;
  /** All that were created and not destroyed. */
  readonly kernels: unknown[];
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
  readonly HeadlessGLKernel: { readonly prototype: { initContext(): unknown } };
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
    "a browser with WebGPU, or in Node a navigator.gpu, which this package's README makes in three lines: `npm install webgpu@0.6.2`",
  cpu: "nothing beyond gpu.js",
};

/** Of headless GL where gl is built. */
const NEEDS_DISPLAY =
  "an X display: `sudo apt install xvfb xauth && xvfb-run -a node your-script.js`";

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

/** Rejects a mode that gpu.js does not find here: one of GL by its context, WebGPU by an adapter that answers. */
export async function checkSupport(library: GpuJs, mode: GpujsMode): Promise<void> {
  const { GPU } = library;
  const supported = {
    webgl2: () => GPU.isWebGL2Supported,
    webgl: () => GPU.isWebGLSupported,
    headlessgl: () => GPU.isHeadlessGLSupported,
    webgpu: () => GPU.isWebGPUAvailable(),
    cpu: () => true,
  };
  if (await supported[mode]()) return;
  if (mode !== "headlessgl") throw unavailable(mode, "is not available here");
  throw hasGl(library)
    ? unavailable(mode, "finds gl, which opens no context", { needs: NEEDS_DISPLAY })
    : unavailable(mode, "finds no gl that is built");
}

/** Whether gl is there and built: without a display it opens nothing, but does not throw. */
function hasGl({ HeadlessGLKernel }: GpuJs): boolean {
  try {
    HeadlessGLKernel.prototype.initContext();
    return true;
  } catch {
    return false;
  }
}

/** The error of a mode that this machine lacks: why, and the command that mends it. */
export function unavailable(
  mode: GpujsMode,
  why: string,
  { needs = NEEDS[mode], cause }: { readonly needs?: string; readonly cause?: unknown } = {},
): PreflmError {
  return new PreflmError("unavailable", `Mode "${mode}" ${why}. It needs ${needs}.`, { cause });
}

/** The error of a device that was lost with all that lay on it. */
export function lost(mode: GpujsMode, cause?: unknown): PreflmError {
  return new PreflmError(
    "unavailable",
    `Mode "${mode}" lost its device, and the model on it: the driver was reset, or memory ran out. ` +
      `Load the last checkpoint into a new gpujs({ mode: "${mode}" }); if memory ran out, with a smaller batch or model.`,
    { cause },
  );
}
