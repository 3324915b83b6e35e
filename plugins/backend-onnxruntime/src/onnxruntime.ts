import { type Backend, checkOptions } from "@preflm/core";
import { createModel } from "./model.ts";
import { type Device, openRuntime } from "./node-runtime.ts";
import type { Runtime } from "./runtime.ts";

/** Options of `onnxruntime`. */
export interface OnnxRuntimeOptions {
  /** Where to compute; `"cpu"` by default. A device that this machine lacks is an error. */
  readonly device?: Device;
  /** Threads of one operator on the CPU; all available cores by default. */
  readonly threads?: number;
}

const DEVICES = ["cpu", "webgpu", "cuda", "directml", "coreml"] as const;

/** GPT-2 training on ONNX Runtime: the forward pass, the loss and the backward pass are one graph. */
export function onnxruntime(options: OnnxRuntimeOptions = {}): Backend {
  const check = checkOptions("onnxruntime", options, ["device", "threads"]);
  const device = check.oneOf("device", options.device ?? "cpu", DEVICES);
  const threads =
    options.threads === undefined
      ? undefined
      : check.integer("threads", options.threads, { min: 1, max: 1024 });
  let opened: Promise<Runtime> | undefined;
  const open = () => {
    opened ??= openRuntime(device, threads);
    return opened;
  };
  return {
    specificationVersion: "v1",
    name: "onnxruntime",
    probe: async () => (await open()).report(),
    load: async (config, state) => createModel(await open(), config, state),
  };
}
