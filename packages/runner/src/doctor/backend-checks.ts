import { isDeepStrictEqual } from "node:util";
import type { PluginReference } from "@preflm/core";
import { type DeviceChoice, installedDevices } from "../choose/devices.ts";
import { isGpu } from "../choose/gpu-devices.ts";
import { type PluginPackage, pluginPackages } from "../plugin-packages.ts";
import type { Check } from "./check.ts";
import { knownBackends } from "./known-backends.ts";
import { installedPackage, librariesOf } from "./manifest.ts";
import { installCommand, type PackageManager } from "./package-manager.ts";
import { type ProbeResult, probeDevice } from "./probe-device.ts";
import type { ProbeRequest } from "./probe-messages.ts";

/** What is probed, and how. */
export interface ProbeSettings {
  /** In the project. */
  readonly folder: string;
  readonly manager: PackageManager["name"];
  /** The backend that must work: `"onnxruntime"` unless a configuration names another. */
  readonly backend: PluginReference<"backend">;
  /** The configuration file whose backend that is. */
  readonly config?: string;
  /** Seconds for a device. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
}

const section = "Backends";

/** Each backend that is installed or could be: its packages, then its devices, each opened in a process of its own. */
export async function* backendChecks(settings: ProbeSettings): AsyncGenerator<Check> {
  const { folder, manager, timeLimit, signal } = settings;
  const installed = pluginPackages(folder).filter(({ kind }) => kind === "backend");
  const required = await requiredCheck(settings, installed);
  yield required.check;
  for (const plugin of installed) {
    yield packagesCheck(plugin, folder);
    for (const device of installedDevices(folder)) {
      if (device.package !== plugin.package || required.is(device)) continue;
      if (signal.aborted) return;
      const backend = { use: device.backend, ...device.options } as PluginReference<"backend">;
      const result = await probeDevice({ folder, backend }, timeLimit, signal);
      const reinstall = installCommand(manager, `${device.package}@latest`);
      yield deviceCheck(device.label, result, "warning", reinstall);
    }
  }
  for (const { name, package: source, brings } of knownBackends.slice(1)) {
    if (installed.some((plugin) => plugin.package === source)) continue;
    const mend = installCommand(manager, source);
    yield { section, name, state: "absent", detail: `not installed (${brings})`, mend };
  }
}

/** The backend that must work, and which of the devices it is. */
async function requiredCheck(settings: ProbeSettings, installed: readonly PluginPackage[]) {
  const { folder, manager, backend, config, timeLimit, signal } = settings;
  const { name, options } = described(backend);
  const label = `${[name, ...Object.values(options)].join(" ")}, ${config ? "configured" : "default"}`;
  const known = knownBackends.find((one) => one.name === name);
  const source = known?.package ?? name;
  const isMissing = known && !installed.some((plugin) => plugin.name === name);
  if (isMissing && !config) {
    const detail = `${source} is not among the dependencies of the package.json of ${folder}`;
    const mend = installCommand(manager, source);
    return {
      check: { section, name: label, state: "fails", detail, mend } as const,
      is: () => false,
    };
  }
  const request: ProbeRequest = config ? { config } : { folder, backend };
  const result = await probeDevice(request, timeLimit, signal);
  const check = deviceCheck(label, result, "fails", installCommand(manager, `${source}@latest`));
  const is = (device: DeviceChoice) =>
    device.backend === name &&
    (isDeepStrictEqual(device.options, options) ||
      (result.type === "probed" && Object.values(device.options).includes(result.report.device)));
  return { check, is };
}

/** The name and the options of a reference to a backend. */
function described(backend: PluginReference<"backend">) {
  if (typeof backend === "string") return { name: backend, options: {} };
  if (!("use" in backend)) return { name: backend.name, options: {} };
  const { use: name, ...options } = backend;
  return { name, options };
}

/**
 * A device after its probe. One that this machine lacks is `absent`, unless it is needed.
 *
 * @param broken what a device is that does not work, though nothing is known to be missing
 * @param reinstall the command for those
 */
export function deviceCheck(
  name: string,
  result: ProbeResult,
  broken: "warning" | "fails",
  reinstall: string,
): Check {
  if (result.type === "probed") {
    const { device, detail, gigaflops } = result.report;
    const speed = `${gigaflops >= 10 ? gigaflops.toFixed(0) : gigaflops.toPrecision(2)} GFLOP/s`;
    const kind = isGpu(result.report) ? "GPU, " : "";
    const values = { device, detail, gigaflops, gpu: isGpu(result.report) };
    return { section, name, state: "works", detail: `${speed} (${kind}${detail})`, values };
  }
  // What preflm knows to be wrong ends with the command that mends it.
  const isKnown = result.type === "failed" && result.code !== "failed";
  const isAbsent = isKnown && result.code === "unavailable" && broken === "warning";
  const mend = isKnown ? {} : { mend: reinstall };
  return { section, name, state: isAbsent ? "absent" : broken, detail: result.message, ...mend };
}

function packagesCheck(plugin: PluginPackage, folder: string): Check {
  const { name, version, package: source } = plugin;
  const own = installedPackage(source, folder);
  const libraries = own ? librariesOf(own) : [];
  const list = libraries.map((library) => `${library.name} ${library.version}`);
  const values = Object.fromEntries(libraries.map((library) => [library.name, library.version]));
  return {
    section,
    name,
    state: "works",
    detail: [`${source} ${version}`, ...list].join(", "),
    values: { [source]: version, ...values },
  };
}
