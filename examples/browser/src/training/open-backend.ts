import type { Backend } from "@preflm/core";
import tfjsWasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import tfjsSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import tfjsThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import gpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import gpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import cpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import cpuWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { DeviceName } from "../devices.ts";

/** The .wasm files of tfjs by the names that it asks for. */
const TFJS_FILES = {
  "tfjs-backend-wasm.wasm": tfjsWasm,
  "tfjs-backend-wasm-simd.wasm": tfjsSimd,
  "tfjs-backend-wasm-threaded-simd.wasm": tfjsThreaded,
};

/** Imports the backend of a device: only the chosen one is loaded. */
export async function openBackend(device: DeviceName): Promise<Backend> {
  switch (device) {
    case "wasm": {
      const { onnxruntime } = await import("@preflm/backend-onnxruntime");
      return onnxruntime({ wasmPaths: { mjs: cpuMjs, wasm: cpuWasm } });
    }
    case "webgpu": {
      const { onnxruntime } = await import("@preflm/backend-onnxruntime");
      return onnxruntime({ device: "webgpu", wasmPaths: { mjs: gpuMjs, wasm: gpuWasm } });
    }
    case "tfjs-wasm": {
      const { tfjs } = await import("@preflm/backend-tfjs");
      return tfjs({ engine: "wasm", wasmPaths: TFJS_FILES });
    }
    case "tfjs-webgl":
      return (await import("@preflm/backend-tfjs")).tfjs({ engine: "webgl" });
    case "gpujs-webgl2":
      return (await import("@preflm/backend-gpujs")).gpujs({ mode: "webgl2" });
  }
}
