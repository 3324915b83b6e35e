import type { Backend, PluginReference } from "@preflm/core";
import { lazyFactory, type PluginPackage, pluginPackages } from "../plugin-packages.ts";
import type { InstalledBackend } from "./probe-messages.ts";

/** One device of an installed backend, which may turn out not to be there. */
export interface DeviceChoice {
  /** The backend's name in the project, such as `"onnxruntime"`. */
  readonly backend: string;
  readonly package: string;
  readonly version: string;
  /** What the backend's factory is given for this device. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Such as `"onnxruntime cpu"`. */
  readonly label: string;
  /** Imports the backend and makes it; whether the device works is `probe`'s to say. */
  open(): Promise<Backend>;
  /** How another process opens it; absent for what exists in this one alone. */
  readonly request?: InstalledBackend;
}

/** A device of a package, which any process can open. */
export interface InstalledDevice extends DeviceChoice {
  readonly request: InstalledBackend;
}

/** The operating systems (`process.platform`) of devices that others can never have, by what chooses the device. */
const ONLY_ON: Readonly<Record<string, readonly string[]>> = {
  directml: ["win32"],
  coreml: ["darwin"],
  cuda: ["linux", "win32"],
  "node-gpu": ["linux", "win32"],
};

/**
 * Every device of every backend that a project has installed, as the `"devices"` of the backends' package.json list
 * them, the likely fastest of each first, without those that this operating system never has. A backend that lists none
 * is one device; one with an empty list has none.
 *
 * @param folder in the project: its package.json is there or in a folder above
 */
export function installedDevices(folder: string = process.cwd()): readonly InstalledDevice[] {
  const isPossible = ({ options }: DeviceChoice) =>
    Object.values(options).every(
      (value) => ONLY_ON[String(value)]?.includes(process.platform) ?? true,
    );
  return listedDevices(folder).filter(isPossible);
}

/** The same with those that this operating system never has. */
export function listedDevices(folder: string): readonly InstalledDevice[] {
  return backendPackages(folder).flatMap((plugin) =>
    plugin.devices.map((options) => deviceOf(plugin, options, folder)),
  );
}

/** The backends that a project has installed. */
export function backendPackages(folder: string): readonly PluginPackage[] {
  return pluginPackages(folder).filter(({ kind }) => kind === "backend");
}

/** A backend with options, as a device. */
export function deviceOf(
  plugin: PluginPackage,
  options: DeviceChoice["options"],
  folder: string,
): InstalledDevice {
  return {
    request: { folder, backend: { use: plugin.name, ...options } as PluginReference<"backend"> },
    backend: plugin.name,
    package: plugin.package,
    version: plugin.version,
    options,
    label: [plugin.name, ...Object.entries(options).map(word)].join(" "),
    open: async () => (await lazyFactory(plugin)({ ...options })) as Backend,
  };
}

/** Of what a label cannot hold, such as a library that is handed over, the option's name. */
function word([option, value]: [string, unknown]): string {
  return isPlain(value) ? String(value) : option;
}

/** Whether a message to another process can hold the value of an option. */
export function isPlain(value: unknown): boolean {
  return typeof value !== "object" && typeof value !== "function";
}
