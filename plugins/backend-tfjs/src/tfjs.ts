import { type Backend, checkOptions, PreflmError } from "@preflm/core";
import type { Device } from "./device.ts";
import { type Engine, engines, type WasmPaths } from "./engines.ts";
import { createModel } from "./model.ts";
import { openEngine } from "./open-engine.ts";
import type { Tf } from "./tf.ts";

/** TensorFlow.js itself, as `import * as tf from "@tensorflow/tfjs"` gives it; the part that its types need. */
export interface TensorFlow {
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
}

/** Options of `tfjs`. */
export interface TfjsOptions {
  /** What computes; `"wasm"` by default. An engine that is not there is an error. */
  readonly engine?: Engine;
  /** A tfjs of your own instead of one that is imported: its current backend computes, or the engine's if given. */
  readonly tf?: TensorFlow;
  /** Where a browser finds the .wasm files, as tfjs' `setWasmPaths` takes it. */
  readonly wasmPaths?: WasmPaths;
}

/** GPT-2 training on TensorFlow.js, on any of its engines. */
export function tfjs(options: TfjsOptions = {}): Backend {
  const check = checkOptions("tfjs", options, ["engine", "tf", "wasmPaths"]);
  const { tf, wasmPaths } = options;
  if (options.engine !== undefined) check.oneOf("engine", options.engine, Object.keys(engines));
  if (tf !== undefined && typeof tf?.setBackend !== "function") {
    throw new PreflmError(
      "invalid-option",
      'tfjs: option "tf" must be TensorFlow.js itself, as `import * as tf from "@tensorflow/tfjs"` gives it.',
    );
  }
  const engine = options.engine ?? (tf ? undefined : "wasm");
  let opened: Promise<Device> | undefined;
  const open = () => {
    opened ??= openEngine({ engine, tf: tf as Tf | undefined, wasmPaths });
    return opened;
  };
  return {
    specificationVersion: "v1",
    name: "tfjs",
    probe: async () => (await open()).report(),
    load: async (config, state) => createModel(await open(), config, state),
  };
}
