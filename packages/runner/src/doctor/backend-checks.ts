import { isDeepStrictEqual } from "node:util";
import type { PluginReference } from "@preflm/core";
import { type DeviceChoice, installedDevices } from "../choose/devices.ts";
import { isGpu } from "../choose/gpu-devices.ts";
import { type ProbeResult, probeDevice } from "../choose/probe-device.ts";
import type { ProbeRequest } from "../choose/probe-messages.ts";
import { type PluginPackage, pluginPackages } from "../plugin-packages.ts";
import type { Check } from "./check.ts";
import { knownBackends } from "./known-backends.ts";
import { installedPackage, librariesOf } from "./manifest.ts";
import { installCommand, type PackageManager } from "./package-manager.ts";
import type { ScriptPolicy } from "./script-policy.ts";

/** What is probed, and how. */
export interface ProbeSettings {
  /** In the project. */
  readonly folder: string;
  readonly manager: PackageManager["name"];
  /** What runs install scripts after all. */
  readonly policy: Pick<ScriptPolicy, "mend">;
  /** Whether it is known that there is no card of NVIDIA's. */
  readonly noNvidia: boolean;
  /** The backend that must work: `"onnxruntime"` unless a configuration names another. */
  readonly backend: PluginReference<"backend">;
  /** The configuration file whose backend that is. */
  readonly config?: string;
  /** Seconds for a device. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
}

const section = "Backends";

/**
 * Each backend that is installed or could be: its packages, then its devices, each opened in a process of its own. The
 * one that must work comes first.
 */
export async function* backendChecks(settings: ProbeSettings): AsyncGenerator<Check> {
  const { folder, manager } = settings;
  const { name } = described(settings.backend);
  const installed = pluginPackages(folder).filter(({ kind }) => kind === "backend");
  const own = installed.find((plugin) => plugin.name === name);
  if (own) yield packagesCheck(own, folder);
  const required = await requiredCheck(settings, own !== undefined);
  yield required.check;
  if (own) yield* deviceChecks(settings, own, required.is);
  for (const plugin of installed) {
    if (plugin === own) continue;
    yield packagesCheck(plugin, folder);
    yield* deviceChecks(settings, plugin);
  }
  for (const known of knownBackends) {
    if (known.name === name || installed.some((plugin) => plugin.package === known.package))
      continue;
    const detail = `not installed (${known.brings})`;
    const mend = installCommand(manager, known.package);
    yield { section, name: known.name, state: "absent", detail, mend };
  }
}

/** The backend that must work, and which of its devices that is. */
async function requiredCheck(settings: ProbeSettings, isInstalled: boolean) {
  const { folder, manager, backend, config, timeLimit, signal } = settings;
  const { name, options } = described(backend);
  const words = Object.values(options).filter((value) => typeof value !== "object");
  const label = `${[name, ...words].join(" ")} (${config ? "configured" : "default"})`;
  const source = knownBackends.find((known) => known.name === name)?.package;
  const install = source && installCommand(manager, source);
  const isNamed = typeof backend === "string" || "use" in backend;
  if (source && isNamed && !isInstalled) {
    const detail = `${source} is not among the dependencies of the project of ${folder}`;
    const check: Check = { section, name: label, state: "fails", detail, mend: install };
    return { check, is: () => false };
  }
  const request: ProbeRequest = config ? { config } : { folder, backend };
  // The one backend that opens all the others.
  const opened = name === "auto" ? Math.max(1, installedDevices(folder).length) : 1;
  const result = await probeDevice(request, opened * timeLimit, signal);
  const is = ({ options: device }: DeviceChoice) =>
    isDeepStrictEqual(device, options) ||
    (result.type === "probed" && Object.values(device).includes(result.report.device));
  return { check: deviceCheck(label, result, "fails", install, settings), is };
}

async function* deviceChecks(
  settings: ProbeSettings,
  plugin: PluginPackage,
  isDone: (device: DeviceChoice) => boolean = () => false,
): AsyncGenerator<Check> {
  const { folder, manager, noNvidia, timeLimit, signal } = settings;
  for (const device of installedDevices(folder)) {
    if (device.package !== plugin.package || isDone(device) || signal.aborted) continue;
    const result = await probeDevice(device.request, timeLimit, signal);
    const reinstall = installCommand(manager, device.package);
    const check = deviceCheck(device.label, result, "warning", reinstall, settings);
    const lacksCard = check.state === "absent" && noNvidia && needsNvidia(device);
    yield lacksCard ? withoutCard(check) : check;
  }
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
function deviceCheck(
  name: string,
  result: ProbeResult,
  broken: "warning" | "fails",
  reinstall: string | undefined,
  settings: ProbeSettings,
): Check {
  if (result.type === "probed") {
    const { device, detail, gigaflops } = result.report;
    const speed = `${gigaflops >= 10 ? gigaflops.toFixed(0) : gigaflops.toPrecision(2)} GFLOP/s`;
    const kind = isGpu(result.report) ? "GPU, " : "";
    const values = { device, detail, gigaflops, gpu: isGpu(result.report) };
    return { section, name, state: "works", detail: `${speed} (${kind}${detail})`, values };
  }
  const isKnown = result.type === "failed" && result.code !== "failed";
  const isAbsent = isKnown && result.code === "unavailable" && broken === "warning";
  const state = isAbsent ? "absent" : broken;
  const told = isKnown
    ? withCommand(result.message, settings)
    : { detail: result.message, mend: reinstall };
  return { section, name, state, ...told };
}

/** What preflm knows to be wrong may end with the command that mends it, `npm install this`. */
function withCommand(
  message: string,
  { manager, policy }: ProbeSettings,
): Pick<Check, "detail" | "mend"> {
  const [, detail, command] = /^(.*?)[\s:,]*(?:\b[Rr]un )?`([^`]+)`\.?$/s.exec(message) ?? [];
  if (command === undefined || !COMMAND.test(command)) return { detail: message };
  const mend = command
    .replace(/\bnpm install (\S+)/g, (_, packages) => installCommand(manager, packages))
    .replace(/\bnpm rebuild (\S+)/g, (_, name) => policy.mend(name));
  return { detail, mend };
}

function needsNvidia({ options }: DeviceChoice): boolean {
  return Object.values(options).some((value) => value === "cuda" || value === "node-gpu");
}

/** What a package lacks mends nothing where there is no card. */
function withoutCard({ section, name, state }: Check): Check {
  return { section, name, state, detail: "no NVIDIA card" };
}

/** What a shell is told, not code. */
const COMMAND = /^(?:\w+=\S+ )*(?:sudo|npm|npx|pnpm|yarn|node|apt|apt-get|brew|winget|xvfb-run) /;

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
