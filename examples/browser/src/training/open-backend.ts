import type { Backend } from "@preflm/core";
import gpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import gpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import cpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import cpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { DeviceName } from "../devices.ts";

/**
 * Imports the backend of a device: only the chosen one is loaded.
 *
 * @param threads of WebAssembly; all cores by default
 */
export async function openBackend(device: DeviceName, threads?: number): Promise<Backend> {
  switch (device) {
    case "wasm": {
      const { onnxruntime } = await import("@preflm/backend-onnxruntime");
      return onnxruntime({ threads, wasmPaths: { mjs: cpuMjs, wasm: cpuWasm } });
    }
    case "webgpu": {
      const { onnxruntime } = await import("@preflm/backend-onnxruntime");
      return onnxruntime({ device: "webgpu", wasmPaths: { mjs: gpuMjs, wasm: gpuWasm } });
    }
    case "tfjs-webgl":
      return (await import("@preflm/backend-tfjs")).tfjs({ engine: "webgl" });
    case "gpujs-webgl2":
      return (await import("@preflm/backend-gpujs")).gpujs({ mode: "webgl2" });
  }
}
