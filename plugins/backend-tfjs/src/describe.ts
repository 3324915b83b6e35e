import type { Tf } from "./tf.ts";

/** What tfjs' backends know of their device, each its own part. */
interface Internals {
  readonly wasm?: { readonly tfjs: { getThreadsCount(): number } };
  readonly gpgpu?: { readonly gl: Graphics };
  readonly adapterInfo?: { readonly vendor?: string; readonly architecture?: string };
  readonly binding?: { readonly TF_Version?: string };
  /** Whether the package is tfjs-node-gpu. */
  readonly isGPUPackage?: boolean;
  /** Whether TensorFlow found a GPU and uses it. */
  readonly isUsingGpuDevice?: boolean;
}

/** The part of a WebGL context that names its device. */
interface Graphics {
  readonly RENDERER: number;
  getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(what: number): unknown;
}

/** The current backend of tfjs, as far as it tells about its device. */
export function internals(tf: Tf): Internals {
  return tf.backend() as unknown as Internals;
}

/** What identifies the device of the current backend to a person. */
export async function describe(tf: Tf): Promise<string> {
  const { wasm, gpgpu, adapterInfo, binding, isUsingGpuDevice } = internals(tf);
  if (wasm) {
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    const threads = wasm.tfjs.getThreadsCount();
    return `XNNPACK in WebAssembly ${simd ? "with" : "without"} SIMD, ${threads} thread${threads === 1 ? "" : "s"}`;
  }
  if (gpgpu) {
    const { gl } = gpgpu;
    const named = gl.getExtension("WEBGL_debug_renderer_info");
    return `WebGL on ${gl.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)}`;
  }
  if (adapterInfo) {
    const { vendor, architecture } = adapterInfo;
    return `WebGPU on ${[vendor, architecture].filter(Boolean).join(" ") || "an adapter without a name"}`;
  }
  if (binding)
    return `TensorFlow ${binding.TF_Version ?? ""} on ${isUsingGpuDevice ? "a GPU" : "the CPU"}`;
  return tf.getBackend() === "cpu" ? "plain JavaScript, one thread" : `backend ${tf.getBackend()}`;
}
