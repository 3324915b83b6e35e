import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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
import { createJiti } from "jiti";
import { z } from "zod";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  preflm: z.object({
    kind: z.enum(["scorer", "objective", "backend"]),
    name: z.string(),
    entry: z.string(),
  }),
});

interface InstalledPlugin {
  readonly package: string;
  readonly version: string;
  readonly kind: PluginKind;
  readonly name: string;
  /** The name of the factory among the package's exports. */
  readonly entry: string;
}

/** Where plugins of a registry that `installedPlugins` made are: a function of their kind and name. */
const places = new WeakMap<Registry, ReadonlyMap<string, () => PluginPlace>>();

/** The module that a plugin is imported from, and the name of its factory there. */
export interface PluginPlace {
  /** A URL. */
  readonly module: string;
  readonly export: string;
}

/**
 * A registry of the plugins that a project has installed: the dependencies of its `package.json` that carry
 * a static `"preflm"` field `{ kind, name, entry }`. Nothing is imported until its name is used.
 *
 * @param folder in the project: its package.json is there or in a folder above
 */
export function installedPlugins(folder: string = process.cwd()): Registry {
  const registry = createRegistry();
  const project = projectFile(folder);
  if (project === undefined) return registry;
  const require = createRequire(project);
  const found = dependenciesOf(project).flatMap((name) => readPlugin(require, name) ?? []);
  // `"pii"` means @preflm/scorer-pii before preflm-scorer-pii before anything else.
  const rank = ({ package: from, kind, name }: InstalledPlugin) =>
    from === `@preflm/${kind}-${name}` ? 0 : from === `preflm-${kind}-${name}` ? 1 : 2;
  const placeOf = new Map<string, () => PluginPlace>();
  for (const plugin of found.sort(
    (a, b) => rank(a) - rank(b) || (a.package < b.package ? -1 : 1),
  )) {
    const name = placeOf.has(`${plugin.kind} ${plugin.name}`) ? plugin.package : plugin.name;
    const place = () => ({
      module: pathToFileURL(resolveEntry(require, plugin.package)).href,
      export: plugin.entry,
    });
    placeOf.set(`${plugin.kind} ${name}`, place);
    const source = `${plugin.package}@${plugin.version}`;
    registry.register(plugin.kind, name, lazyFactory(plugin, place), source);
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

function lazyFactory(plugin: InstalledPlugin, place: () => PluginPlace): PluginFactory<PluginKind> {
  return async (options) => {
    const factory = (await import(place().module))[plugin.entry];
    if (typeof factory === "function") return factory(options);
    throw new PreflmError(
      "unknown-plugin",
      `${plugin.package}@${plugin.version} declares the ${plugin.kind} "${plugin.name}" as its export "${plugin.entry}", but has no such function. Tell its author.`,
    );
  };
}

/** The file that a package is imported from. Node resolves as `require` does here, so jiti must where there is only an `import`. */
function resolveEntry(require: NodeRequire, name: string): string {
  try {
    return require.resolve(name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    const [folder] = require.resolve.paths(name) ?? [];
    return fileURLToPath(createJiti(import.meta.url).esmResolve(name, pathToFileURL(folder).href));
  }
}

/** The nearest package.json, in the folder or above it. */
function projectFile(folder: string): string | undefined {
  const file = join(resolve(folder), "package.json");
  if (existsSync(file)) return file;
  const above = dirname(resolve(folder));
  return above === resolve(folder) ? undefined : projectFile(above);
}

function dependenciesOf(project: string): string[] {
  const { dependencies, devDependencies, optionalDependencies } = readPackage(project);
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

function readPackage(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new PreflmError("invalid-input", `${file} cannot be read: ${reason}. Mend the file.`, {
      cause,
    });
  }
}

function readPlugin(require: NodeRequire, name: string): InstalledPlugin | undefined {
  const folder = (require.resolve.paths(name) ?? [])
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, "package.json")));
  if (!folder) return undefined;
  const json = readPackage(join(folder, "package.json"));
  if (json.preflm === undefined) return undefined;
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return { package: name, version: parsed.data.version, ...parsed.data.preflm };
  throw new PreflmError(
    "unknown-plugin",
    `${join(dirname(folder), name)}/package.json has a "preflm" field that is not { kind: "scorer" | "objective" | "backend", name, entry }: ${parsed.error.issues[0].message}. Tell its author.`,
  );
}
