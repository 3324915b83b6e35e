import { type Backend, didYouMean, type PluginReference, PreflmError, show } from "@preflm/core";
import {
  backendPackages,
  type DeviceChoice,
  deviceOf,
  installedDevices,
  isPlain,
  listedDevices,
} from "./devices.ts";

/**
 * A candidate: a backend's name (`"tfjs"`, with all its devices), a device's label (`"tfjs wasm"`), a name with options
 * (`{ use: "onnxruntime", threads: 1 }`), or a backend.
 */
export type Candidate = PluginReference<"backend">;

/** The devices that the candidates are, each once; all that are installed if none are named. Throws if there are none. */
export function candidateDevices(
  candidates: readonly Candidate[] | undefined,
  folder: string,
): readonly DeviceChoice[] {
  const devices = candidates?.flatMap((candidate) => devicesOf(candidate, folder));
  const found = new Map<string, DeviceChoice>();
  for (const device of devices ?? installedDevices(folder)) {
    const same = device.package === "" ? copies(found, device.label) : 0;
    const label = same > 0 ? `${device.label} ${same + 1}` : device.label;
    found.set(label, { ...device, label });
  }
  if (found.size > 0) return [...found.values()];
  throw new PreflmError(
    "unavailable",
    `auto: no backend is installed that could be chosen in ${folder}. npm install @preflm/backend-onnxruntime`,
  );
}

function copies(found: ReadonlyMap<string, DeviceChoice>, name: string): number {
  return [...found.values()].filter(({ backend }) => backend === name).length;
}

function devicesOf(candidate: Candidate, folder: string): readonly DeviceChoice[] {
  if (typeof candidate === "string") return namedDevices(candidate, folder);
  if ("use" in candidate && typeof candidate.use === "string") {
    const { use, ...options } = candidate;
    const plugin = backendPackages(folder).find(({ name }) => name === use);
    const { request, ...here } = deviceOf(plugin ?? unknown(use, folder), options, folder);
    // A library that is handed over exists in this process alone.
    return [Object.values(options).every(isPlain) ? { ...here, request } : here];
  }
  if (!("specificationVersion" in candidate)) {
    const message = `auto: a candidate must be a backend or the name of one, got ${show(candidate)}.`;
    throw new PreflmError("invalid-option", message);
  }
  const backend = candidate as Backend;
  const { name } = backend;
  const open = async () => backend;
  return [{ backend: name, package: "", version: "", options: {}, label: name, open }];
}

/** A device that this operating system never has, or a backend that lists none, can still be named: its error says why. */
function namedDevices(name: string, folder: string): readonly DeviceChoice[] {
  const devices = [
    ...installedDevices(folder).filter(({ backend }) => backend === name),
    ...listedDevices(folder).filter(({ label }) => label === name),
  ];
  if (devices.length > 0) return devices;
  const plugin = backendPackages(folder).find((one) => one.name === name);
  return [deviceOf(plugin ?? unknown(name, folder), {}, folder)];
}

function unknown(name: string, folder: string): never {
  const names = backendPackages(folder).map((plugin) => plugin.name);
  const labels = installedDevices(folder).map(({ label }) => label);
  const known = [...new Set([...names, ...labels])];
  const have = known.length > 0 ? `There are ${known.join(", ")}.` : "None is installed.";
  throw new PreflmError(
    "unknown-plugin",
    `There is no backend or device "${name}".${didYouMean(name, known)} ${have} Install @preflm/backend-${name.split(" ")[0]}, or name one of these.`,
  );
}
