import type { DeviceReport } from "@preflm/core";
import type { DeviceChoice } from "./devices.ts";
import { isGpu } from "./gpu-devices.ts";
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
  readonly onDevice?: ((done: number, of: number) => void) | undefined;
}

/** Opens and probes each device, one after the other; a device of no use falls out with its reason. */
export async function survey(
  devices: readonly DeviceChoice[],
  { limit, require, onDevice }: SurveyOptions,
): Promise<readonly Surveyed[]> {
  const surveyed: Surveyed[] = [];
  for (const device of devices) {
    try {
      const probing = (async () => (await device.open()).probe())();
      const report = await within(limit, probing, "its probe");
      const fits = require === undefined || isGpu(report);
      surveyed.push({ device, report, ...(fits ? {} : { reason: "it is not a GPU" }) });
    } catch (error) {
      surveyed.push({ device, reason: reasonOf(error) });
    }
    onDevice?.(surveyed.length, devices.length);
  }
  return surveyed;
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] || "it failed without a reason";
}
