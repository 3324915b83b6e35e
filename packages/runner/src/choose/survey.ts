import { type DeviceReport, PreflmError } from "@preflm/core";
import { interrupted } from "../signal.ts";
import type { DeviceChoice } from "./devices.ts";
import { isGpu } from "./gpu-devices.ts";
import { probeDevice } from "./probe-device.ts";
import { within } from "./time-limit.ts";

/** A device that may be chosen: what its probe said, or why it fell out. */
export type Surveyed =
  | { readonly device: DeviceChoice; readonly report: DeviceReport }
  | { readonly device: DeviceChoice; readonly report?: DeviceReport; readonly reason: string };

/** How devices are looked at. */
export interface SurveyOptions {
  /** Seconds for opening and probing each. */
  readonly limit: number;
  readonly require: "gpu" | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDevice?: ((done: number, of: number) => void) | undefined;
}

/**
 * Opens and probes each device, one after the other so that each has the machine to itself; a device of no use falls out
 * with its reason. Rejects with `"interrupted"` when the signal is aborted.
 */
export async function survey(
  devices: readonly DeviceChoice[],
  { limit, require, signal, onDevice }: SurveyOptions,
): Promise<readonly Surveyed[]> {
  const surveyed: Surveyed[] = [];
  for (const device of devices) {
    if (signal?.aborted) throw interrupted("while looking at devices");
    try {
      const report = await probed(device, limit, signal);
      const fits = require === undefined || isGpu(report);
      surveyed.push({ device, report, ...(fits ? {} : { reason: "it is not a GPU" }) });
    } catch (error) {
      surveyed.push({ device, reason: reasonOf(error) });
    }
    onDevice?.(surveyed.length, devices.length);
  }
  return surveyed;
}

/** What is installed is probed in a process of its own: a driver may crash, and keeps memory once it is opened. */
async function probed(
  device: DeviceChoice,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<DeviceReport> {
  if (device.request === undefined) {
    const probing = (async () => (await device.open()).probe())();
    return within(limit, probing, "its probe");
  }
  const result = await probeDevice(device.request, limit, signal);
  if (result.type === "probed") return result.report;
  throw new PreflmError("unavailable", result.message);
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] || "it failed without a reason";
}
