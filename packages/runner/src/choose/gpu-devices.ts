import type { DeviceReport } from "@preflm/core";

/** What `DeviceReport.device` says of a graphics processor. */
const GPU_DEVICES: ReadonlySet<string> = new Set([
  ...["webgpu", "webgl", "webgl2", "headlessgl", "cuda", "node-gpu", "directml", "coreml"],
]);

/** Graphics that a processor draws: they name themselves where a graphics card would. */
const SOFTWARE =
  /swiftshader|llvmpipe|lavapipe|softpipe|swrast|software|basic render|gdi generic|\bwarp\b/i;

/**
 * Whether a device is a graphics processor, and not software that stands in for one. A driver that does not tell its
 * name is believed: on Windows and macOS none of onnxruntime's does.
 */
export function isGpu({ device, detail }: DeviceReport): boolean {
  return GPU_DEVICES.has(device) && !SOFTWARE.test(detail);
}
