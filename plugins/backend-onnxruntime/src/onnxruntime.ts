import { type Backend, checkOptions, PreflmError } from "@preflm/core";
import { createModel } from "./model.ts";
import type { Runtime } from "./runtime.ts";

/** Where graphs run. Browsers have `"cpu"` and `"webgpu"`. */
export type Device = "cpu" | "webgpu" | "cuda" | "directml" | "coreml";

/** Options of `onnxruntime`. */
export interface OnnxRuntimeOptions {
  /** Where to compute; `"cpu"` by default. A device that this machine lacks is an error. */
  readonly device?: Device;
  /** Threads of one operator on the CPU; all available cores by default, one in pages that may not have threads. */
  readonly threads?: number;
  /**
   * In browsers alone: where onnxruntime-web's files lie, as a folder's URL that ends in a slash, or the URL of each.
   * By default beside its script, where bundlers put them.
   */
  readonly wasmPaths?: WasmPaths;
}

/** URLs of onnxruntime-web's files. */
export type WasmPaths = string | { readonly wasm?: string; readonly mjs?: string };

/** What a device is opened with; checked. */
export type RuntimeOptions = Pick<OnnxRuntimeOptions, "threads" | "wasmPaths">;

const DEVICES = ["cpu", "webgpu", "cuda", "directml", "coreml"] as const;

/** The backend over a way to open devices, which is opened when first used. */
export function createBackend(
  options: OnnxRuntimeOptions,
  openRuntime: (device: Device, options: RuntimeOptions) => Promise<Runtime>,
): Backend {
  const check = checkOptions("onnxruntime", options, ["device", "threads", "wasmPaths"]);
  const device = check.oneOf("device", options.device ?? "cpu", DEVICES);
  const { threads, wasmPaths } = options;
  if (threads !== undefined) check.integer("threads", threads, { min: 1, max: 1024 });
  if (wasmPaths !== undefined) checkPaths(wasmPaths);
  let opened: Promise<Runtime> | undefined;
  const open = () => {
    opened ??= openRuntime(device, { threads, wasmPaths });
    return opened;
  };
  return {
    specificationVersion: "v1",
    name: "onnxruntime",
    probe: async () => (await open()).report(),
    load: async (config, state) => createModel(await open(), config, state),
  };
}

function checkPaths(paths: unknown): void {
  const isUrl = (value: unknown) => typeof value === "string" && value !== "";
  if (isUrl(paths)) return;
  if (typeof paths === "object" && paths !== null) {
    const files = checkOptions("onnxruntime: wasmPaths", paths, ["wasm", "mjs"]);
    for (const [name, url] of Object.entries(paths)) files.string(name, url);
    return;
  }
  throw new PreflmError(
    "invalid-option",
    'onnxruntime: option "wasmPaths" must be the URL of a folder, or { wasm, mjs } with the URL of each file.',
  );
}
