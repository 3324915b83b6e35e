import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type PluginFactory, type PluginKind, PreflmError } from "@preflm/core";
import { createJiti } from "jiti";
import { z } from "zod";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  preflm: z.object({
    kind: z.enum(["scorer", "objective", "backend"]),
    name: z.string(),
    entry: z.string(),
    devices: z.array(z.record(z.string(), z.unknown())).optional(),
  }),
});

/** A plugin among a project's dependencies, known by its package.json alone. */
export interface PluginPackage {
  readonly package: string;
  readonly version: string;
  readonly kind: PluginKind;
  /** What it is called here: its own name, or its package's where another plugin has that name. */
  readonly name: string;
  /** Of a backend: the options that choose a device, the likely fastest first; none is never chosen by itself. */
  readonly devices: readonly Readonly<Record<string, unknown>>[];
  /** Where its factory is. Throws if the package lacks its files. */
  place(): PluginPlace;
}

/** The module that a plugin is imported from, and the name of its factory there. */
export interface PluginPlace {
  /** A URL. */
  readonly module: string;
  readonly export: string;
}

type Found = Omit<PluginPackage, "place"> & { readonly entry: string };

/**
 * The plugins that a project has installed: the dependencies of its `package.json` that carry a static `"preflm"`
 * field `{ kind, name, entry, devices? }`. Nothing is imported.
 *
 * @param folder in the project: its package.json is there or in a folder above
 */
export function pluginPackages(folder: string): PluginPackage[] {
  const project = projectFile(folder);
  if (project === undefined) return [];
  const require = createRequire(project);
  const found = dependenciesOf(project).flatMap((name) => readPlugin(require, name) ?? []);
  // `"pii"` means @preflm/scorer-pii before preflm-scorer-pii before anything else.
  const rank = ({ package: from, kind, name }: Found) =>
    from === `@preflm/${kind}-${name}` ? 0 : from === `preflm-${kind}-${name}` ? 1 : 2;
  const taken = new Set<string>();
  return found
    .sort((a, b) => rank(a) - rank(b) || (a.package < b.package ? -1 : 1))
    .map(({ entry, ...plugin }) => {
      const name = taken.has(`${plugin.kind} ${plugin.name}`) ? plugin.package : plugin.name;
      taken.add(`${plugin.kind} ${name}`);
      const place = () => ({
        module: pathToFileURL(resolveEntry(require, plugin.package)).href,
        export: entry,
      });
      return { ...plugin, name, place };
    });
}

/** The factory of a plugin's package, imported when it is first called. */
export function lazyFactory(plugin: PluginPackage): PluginFactory<PluginKind> {
  return async (options) => {
    const { module, export: entry } = plugin.place();
    const factory = (await import(module))[entry];
    if (typeof factory === "function") return factory(options);
    throw new PreflmError(
      "unknown-plugin",
      `${plugin.package}@${plugin.version} declares the ${plugin.kind} "${plugin.name}" as its export "${entry}", but has no such function. Tell its author.`,
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

function readPlugin(require: NodeRequire, name: string): Found | undefined {
  const folder = (require.resolve.paths(name) ?? [])
    .map((path) => join(path, name))
    .find((path) => existsSync(join(path, "package.json")));
  if (!folder) return undefined;
  const json = readPackage(join(folder, "package.json"));
  if (json.preflm === undefined) return undefined;
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) {
    const { version, preflm } = parsed.data;
    return { package: name, version, devices: [{}], ...preflm };
  }
  throw new PreflmError(
    "unknown-plugin",
    `${join(dirname(folder), name)}/package.json has a "preflm" field that is not { kind: "scorer" | "objective" | "backend", name, entry, devices? }: ${parsed.error.issues[0].message}. Tell its author.`,
  );
}
