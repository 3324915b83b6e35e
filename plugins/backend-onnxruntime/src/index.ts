import type { Backend } from "@preflm/core";
import { openRuntime } from "./node-runtime.ts";
import { createBackend, type OnnxRuntimeOptions } from "./onnxruntime.ts";

export type { Device, OnnxRuntimeOptions, WasmPaths } from "./onnxruntime.ts";
export { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";
export { writeGraph } from "./write-graph.ts";

/** GPT-2 training on ONNX Runtime: the forward pass, the loss and the backward pass are one graph. */
export function onnxruntime(options: OnnxRuntimeOptions = {}): Backend {
  return createBackend(options, openRuntime);
}
