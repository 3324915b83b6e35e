/** Names of the devices that are built in. */
export type DeviceName = "wasm" | "webgpu" | "tfjs-webgl" | "gpujs-webgl2";

/** A way to compute in a browser. */
export interface Device {
  readonly name: DeviceName;
  readonly label: string;
  /** What computes, and by which library. */
  readonly about: string;
  /** Why this browser lacks it and what to do, or undefined if it has it. */
  readonly missing: () => Promise<string | undefined>;
}

/** The devices, the likely fastest for small models first. */
export const devices: readonly Device[] = [
  {
    name: "wasm",
    label: "WebAssembly",
    about: "processor, ONNX Runtime",
    missing: missingWasm,
  },
  { name: "webgpu", label: "WebGPU", about: "graphics card, ONNX Runtime", missing: missingWebGpu },
  {
    name: "tfjs-webgl",
    label: "WebGL by TensorFlow.js",
    about: "graphics card",
    missing: missingWebGl,
  },
  {
    name: "gpujs-webgl2",
    label: "WebGL by gpu.js",
    about: "graphics card",
    missing: missingWebGl,
  },
];

/** The part of WebGPU used here, which TypeScript's browser types lack. */
interface WithGpu {
  readonly gpu?: { requestAdapter(): Promise<object | null> };
}

async function missingWebGpu(): Promise<string | undefined> {
  const { gpu } = navigator as unknown as WithGpu;
  if (!gpu)
    return "This browser has no WebGPU. Chrome and Edge from 113, Safari from 26 and Firefox from 141 on Windows have it; on Linux start Chromium with --enable-unsafe-webgpu --enable-features=Vulkan.";
  if (await gpu.requestAdapter()) return undefined;
  return "WebGPU finds no graphics adapter here. Update the graphics driver, or turn hardware acceleration on in the browser's settings.";
}

async function missingWasm(): Promise<string | undefined> {
  return typeof WebAssembly === "object"
    ? undefined
    : "This browser has no WebAssembly, or it is turned off. Update the browser.";
}

async function missingWebGl(): Promise<string | undefined> {
  // As in the worker that computes.
  const context = globalThis.OffscreenCanvas && new OffscreenCanvas(1, 1).getContext("webgl2");
  const textures = context?.getExtension("EXT_color_buffer_float");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  if (textures) return undefined;
  return `This browser has ${context ? "no WebGL 2 with 32-bit textures" : "no WebGL 2 for workers"}. Update the graphics driver, or turn hardware acceleration on in the browser's settings.`;
}
