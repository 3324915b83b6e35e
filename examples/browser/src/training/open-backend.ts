import type { Backend } from "@preflm/core";
import type { DeviceName } from "../devices.ts";

/** Imports the backend of a device: only the chosen one is loaded. */
export async function openBackend(device: DeviceName): Promise<Backend> {
  switch (device) {
    case "wasm":
      return (await import("@preflm/backend-onnxruntime")).onnxruntime();
    case "webgpu":
      return (await import("@preflm/backend-onnxruntime")).onnxruntime({ device: "webgpu" });
  }
}
