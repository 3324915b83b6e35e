import { type Backend, checkOptions, PreflmError } from "@preflm/core";
import { type Device, openDevice } from "./device.ts";
import { type GpujsMode, MODES, unavailable } from "./library.ts";
import { createModel } from "./model.ts";
import { proof, report } from "./proof.ts";

export type { GpujsMode } from "./library.ts";

/** Options of `gpujs`. */
export interface GpujsOptions {
  /** Where to compute. A mode that this machine lacks is an error, never another mode. */
  readonly mode: GpujsMode;
}

/** GPT-2 training in gpu.js kernels written by hand, forward and backward in pairs. */
export function gpujs(options: GpujsOptions): Backend {
  const check = checkOptions("gpujs", options, ["mode"]);
  const mode = check.oneOf("mode", options.mode, MODES);
  let opened: Promise<Device> | undefined;
  const open = () => {
    opened ??= openProved(mode);
    return opened;
  };
  return {
    specificationVersion: "v1",
    name: "gpujs",
    probe: async () => report(await open()),
    load: async (config, state) => createModel(await open(), config, state),
  };
}

/** Whatever gpu.js says against a mode, such as a missing extension, is said with what to do. */
async function openProved(mode: GpujsMode): Promise<Device> {
  try {
    const device = await openDevice(mode);
    await proof(device);
    return device;
  } catch (cause) {
    if (cause instanceof PreflmError) throw cause;
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw unavailable(mode, `could not be opened (${why})`, { cause });
  }
}
