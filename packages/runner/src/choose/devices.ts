import type { Backend } from "@preflm/core";
import { lazyFactory, type PluginPackage, pluginPackages } from "../plugin-packages.ts";

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
}

/**
 * Every device of every backend that a project has installed, as the `"devices"` of the backends' package.json list
 * them, the likely fastest of each first. A backend that lists none is one device; one with an empty list has none.
 *
 * @param folder in the project: its package.json is there or in a folder above
 */
export function installedDevices(folder: string = process.cwd()): readonly DeviceChoice[] {
  return backendPackages(folder).flatMap((plugin) =>
    plugin.devices.map((options) => deviceOf(plugin, options)),
  );
}

/** The backends that a project has installed. */
export function backendPackages(folder: string): readonly PluginPackage[] {
  return pluginPackages(folder).filter(({ kind }) => kind === "backend");
}

/** A backend with options, as a device. */
export function deviceOf(plugin: PluginPackage, options: DeviceChoice["options"]): DeviceChoice {
  return {
    backend: plugin.name,
    package: plugin.package,
    version: plugin.version,
    options,
    label: [plugin.name, ...Object.values(options)].join(" "),
    open: async () => (await lazyFactory(plugin)({ ...options })) as Backend,
  };
}
