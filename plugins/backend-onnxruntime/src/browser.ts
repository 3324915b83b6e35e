import type { Backend } from "@preflm/core";
import { createBackend, type OnnxRuntimeOptions } from "./onnxruntime.ts";
import { openRuntime } from "./web-runtime.ts";

export type { Device, OnnxRuntimeOptions, WasmPaths } from "./onnxruntime.ts";
export { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";

/**
 * GPT-2 training on ONNX Runtime in browsers, through onnxruntime-web: `"cpu"` is WebAssembly, with threads where the
 * page is cross-origin isolated, and `"webgpu"` the graphics card.
 */
export function onnxruntime(options: OnnxRuntimeOptions = {}): Backend {
  return createBackend(options, openRuntime);
}
