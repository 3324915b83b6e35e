import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createRegistry,
  type MakePart,
  type PluginFactory,
  type PluginKind,
  type PluginReference,
  type Plugins,
  PreflmError,
  type Registry,
  withParts,
} from "@preflm/core";
import { importModule } from "@preflm/scoring";
import { type AutoOptions, auto } from "./choose/auto.ts";
import { lazyFactory, type PluginPlace, pluginPackages } from "./plugin-packages.ts";
import { versions } from "./versions.ts";

/** Where plugins of a registry that `installedPlugins` made are: a function of their kind and name. */
const places = new WeakMap<Registry, ReadonlyMap<string, () => PluginPlace>>();

/**
 * A registry of the plugins that a project has installed (`pluginPackages`), and of the backend `auto`, which chooses
 * among their devices. Nothing is imported until its name is used.
 *
 * @param folder in the project: its package.json is there or in a folder above
 */
export function installedPlugins(folder: string = process.cwd()): Registry {
  const registry = createRegistry();
  const placeOf = new Map<string, () => PluginPlace>();
  for (const plugin of pluginPackages(folder)) {
    const { kind, name } = plugin;
    placeOf.set(`${kind} ${name}`, plugin.place);
    registry.register(kind, name, lazyFactory(plugin), `${plugin.package}@${plugin.version}`);
  }
  if (!placeOf.has("backend auto")) {
    const factory = (options: AutoOptions) => auto(options, folder);
    registry.register("backend", "auto", factory, `preflm@${versions.preflm}`);
  }
  places.set(registry, placeOf);
  return registry;
}

/** Where a plugin is, by its name in a registry or by the path of a file; undefined where no module is known. */
export async function pluginPlace(
  registry: Registry,
  kind: PluginKind,
  name: string,
): Promise<PluginPlace | undefined> {
  if (!isPath(name)) return places.get(registry)?.get(`${kind} ${name}`)?.();
  return {
    module: pathToFileURL(resolve(name)).href,
    export: (await fileFactory(name, kind)).name,
  };
}

function isPath(name: string): boolean {
  return name.startsWith(".") || isAbsolute(name);
}

/**
 * Resolves a plugin like `registry.resolve`, and a path such as `"./my-scorer.ts"` by importing the file. The plugins
 * that its options name are resolved before it, in the same ways (`withParts`).
 *
 * @param within what this reference is inside of, if it is a part of another plugin
 */
export async function resolvePlugin<Kind extends PluginKind>(
  registry: Registry,
  kind: Kind,
  reference: PluginReference<Kind>,
  within: readonly unknown[] = [],
): Promise<Plugins[Kind]> {
  const named = typeof reference === "string" ? { use: reference } : reference;
  const path = named && "use" in named ? named.use : undefined;
  if (typeof path !== "string") return registry.resolve(kind, reference);
  const { use: _, ...given } = named as { use: string };
  const part: MakePart = (inner, partReference, inside) =>
    resolvePlugin(registry, inner, partReference, inside);
  const options = await withParts(given, part, within);
  if (!isPath(path))
    return registry.resolve(kind, { use: path, ...options } as PluginReference<Kind>);
  const plugin = (await fileFactory(path, kind)).factory(options);
  return registry.resolve(kind, (await plugin) as PluginReference<Kind>);
}

/** Imports a TypeScript or JavaScript module of the user, by jiti what Node cannot. */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new PreflmError("io", `There is no file ${file}; check the path.`);
  }
  return importModule(pathToFileURL(file).href);
}

/** The factory that a user's file exports, and under what name: its default export, or its only function. */
async function fileFactory(
  path: string,
  kind: PluginKind,
): Promise<{ readonly name: string; readonly factory: PluginFactory<PluginKind> }> {
  const module = await importFile(path);
  const names = Object.keys(module).filter((name) => typeof module[name] === "function");
  const name = names.includes("default") ? "default" : names.length === 1 ? names[0] : undefined;
  if (name !== undefined) return { name, factory: module[name] as PluginFactory<PluginKind> };
  throw new PreflmError(
    "unknown-plugin",
    `${path} must export one function that makes a ${kind}, as its default or only export; it exports ${Object.keys(module).join(", ") || "nothing"}.`,
  );
}
