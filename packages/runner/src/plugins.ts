import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createRegistry,
  type PluginFactory,
  type PluginKind,
  type PluginReference,
  type Plugins,
  PreflmError,
  type Registry,
} from "@preflm/core";
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

/**
 * A registry of the plugins that a project has installed: the dependencies of its `package.json` that carry
 * a static `"preflm"` field `{ kind, name, entry }`. Nothing is imported until its name is used.
 *
 * @param root the folder of the project's package.json
 */
export function installedPlugins(root: string = process.cwd()): Registry {
  const registry = createRegistry();
  const require = createRequire(join(resolve(root), "package.json"));
  const found = dependenciesOf(root).flatMap((name) => readPlugin(require, name) ?? []);
  // `"pii"` means @preflm/scorer-pii before preflm-scorer-pii before anything else.
  const rank = (plugin: InstalledPlugin) =>
    [`@preflm/${plugin.kind}-${plugin.name}`, `preflm-${plugin.kind}-${plugin.name}`].indexOf(
      plugin.package,
    ) >>> 0;
  const taken = new Set<string>();
  for (const plugin of found.sort(
    (a, b) => rank(a) - rank(b) || (a.package < b.package ? -1 : 1),
  )) {
    const name = taken.has(`${plugin.kind} ${plugin.name}`) ? plugin.package : plugin.name;
    taken.add(`${plugin.kind} ${name}`);
    registry.register(
      plugin.kind,
      name,
      lazyFactory(require, plugin),
      `${plugin.package}@${plugin.version}`,
    );
  }
  return registry;
}

/** Resolves a plugin like `registry.resolve`, and a path such as `"./my-scorer.ts"` by importing the file. */
export async function resolvePlugin<Kind extends PluginKind>(
  registry: Registry,
  kind: Kind,
  reference: PluginReference<Kind>,
): Promise<Plugins[Kind]> {
  const named = typeof reference === "string" ? { use: reference } : reference;
  const path = "use" in named ? named.use : undefined;
  if (typeof path !== "string" || !(path.startsWith(".") || isAbsolute(path)))
    return registry.resolve(kind, reference);
  const { use: _, ...options } = named as { use: string };
  const plugin = (await pluginFile(path, kind))(options);
  return registry.resolve(kind, (await plugin) as PluginReference<Kind>);
}

/** Imports a TypeScript or JavaScript module of the user; jiti reads TypeScript where Node cannot (before 22.18). */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new PreflmError("io", `There is no file ${file}; check the path.`);
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ERR_UNKNOWN_FILE_EXTENSION") throw error;
    return createJiti(import.meta.url, { interopDefault: false }).import(file);
  }
}

/** The factory that a user's file exports: its default export, or its only function. */
async function pluginFile(path: string, kind: PluginKind): Promise<PluginFactory<PluginKind>> {
  const module = await importFile(path);
  const functions = Object.values(module).filter((value) => typeof value === "function");
  const factory =
    typeof module.default === "function"
      ? module.default
      : functions.length === 1
        ? functions[0]
        : undefined;
  if (factory) return factory as PluginFactory<PluginKind>;
  throw new PreflmError(
    "unknown-plugin",
    `${path} must export one function that makes a ${kind}, as its default or only export; it exports ${Object.keys(module).join(", ") || "nothing"}.`,
  );
}

function lazyFactory(require: NodeRequire, plugin: InstalledPlugin): PluginFactory<PluginKind> {
  return async (options) => {
    const module = await import(pathToFileURL(require.resolve(plugin.package)).href);
    const factory = module[plugin.entry];
    if (typeof factory === "function") return factory(options);
    throw new PreflmError(
      "unknown-plugin",
      `${plugin.package}@${plugin.version} declares the ${plugin.kind} "${plugin.name}" as its export "${plugin.entry}", but has no such function. Tell its author.`,
    );
  };
}

function dependenciesOf(root: string): string[] {
  const file = join(resolve(root), "package.json");
  if (!existsSync(file)) return [];
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
}

function readPlugin(require: NodeRequire, name: string): InstalledPlugin | undefined {
  const folder = (require.resolve.paths(name) ?? [])
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, "package.json")));
  if (!folder) return undefined;
  const json = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (json.preflm === undefined) return undefined;
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return { package: name, version: parsed.data.version, ...parsed.data.preflm };
  throw new PreflmError(
    "unknown-plugin",
    `${join(dirname(folder), name)}/package.json has a "preflm" field that is not { kind: "scorer" | "objective" | "backend", name, entry }: ${parsed.error.issues[0].message}. Tell its author.`,
  );
}
