import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createRegistry,
  type PluginFactory,
  type PluginKind,
  type PluginReference,
  type Plugins,
  PreflmError,
  type Registry,
  withParts,
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

/**
 * Resolves a plugin like `registry.resolve`, and a path such as `"./my-scorer.ts"` by importing the file. The scorers
 * that a scorer's option `scorers` names are resolved before it, in the same ways.
 *
 * @param within the options `scorers` that this reference is inside: none may hold itself
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
  const { use: _, ...given } = named as { use: string; scorers?: unknown };
  if (given.scorers !== undefined && within.includes(given.scorers)) {
    throw new PreflmError(
      "invalid-option",
      `The ${kind} "${path}" is one of its own scorers; take it out of its option "scorers".`,
    );
  }
  const part = (inner: PluginReference<"scorer">) =>
    resolvePlugin(registry, "scorer", inner, [...within, given.scorers]);
  const options = kind === "scorer" ? await withParts(given, part) : given;
  if (!(path.startsWith(".") || isAbsolute(path)))
    return registry.resolve(kind, { use: path, ...options } as PluginReference<Kind>);
  const plugin = (await pluginFile(path, kind))(options);
  return registry.resolve(kind, (await plugin) as PluginReference<Kind>);
}

/** What Node says of TypeScript: all of it before 22.18, later of enums and of imports without an extension. */
const TYPESCRIPT_TROUBLE: ReadonlySet<string> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_MODULE_NOT_FOUND",
]);

/** Imports a TypeScript or JavaScript module of the user, by jiti what Node cannot. */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new PreflmError("io", `There is no file ${file}; check the path.`);
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!TYPESCRIPT_TROUBLE.has(code)) throw error;
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
    const module = await import(pathToFileURL(resolveEntry(require, plugin.package)).href);
    const factory = module[plugin.entry];
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
