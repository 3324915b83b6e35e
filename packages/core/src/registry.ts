import type { Backend } from "./backend.ts";
import { didYouMean, PreflmError } from "./errors.ts";
import type { Objective } from "./objective.ts";
import { show } from "./options.ts";
import type { Scorer } from "./scorer.ts";

/** The plugins one can configure by name, by kind. */
export interface Plugins {
  scorer: Scorer;
  objective: Objective;
  backend: Backend;
}

/** `"scorer" | "objective" | "backend"`. */
export type PluginKind = keyof Plugins;

/** A plugin as a script or a JSON config names it: by name, by name with options, or as the object itself. */
export type PluginReference<Kind extends PluginKind> =
  | string
  | ({ readonly use: string } & Readonly<Record<string, unknown>>)
  | Plugins[Kind];

/** A plugin's factory; loaders may return it lazily, so that a plugin is imported only when it is used. */
export type PluginFactory<Kind extends PluginKind> = (
  options: Record<string, unknown>,
) => Plugins[Kind] | Promise<Plugins[Kind]>;

/** What `list()` tells of a registered plugin. */
export interface RegisteredPlugin {
  readonly kind: PluginKind;
  readonly name: string;
  /** Where it came from, such as `@preflm/scorer-pii@0.1.0`. */
  readonly source?: string;
}

/** A plain value that maps names to factories; nothing registers itself. */
export interface Registry {
  /** Adds a factory under a kind and a name; a name can be taken once. Returns the registry. */
  register<Kind extends PluginKind>(
    kind: Kind,
    name: string,
    factory: PluginFactory<Kind>,
    source?: string,
  ): Registry;
  /** The plugin that a reference names; an object is passed through after a check of its version. */
  resolve<Kind extends PluginKind>(
    kind: Kind,
    reference: PluginReference<Kind>,
  ): Promise<Plugins[Kind]>;
  list(): readonly RegisteredPlugin[];
}

/** An empty registry. */
export function createRegistry(): Registry {
  const entries = new Map<
    string,
    RegisteredPlugin & { readonly factory: PluginFactory<PluginKind> }
  >();
  const names = (kind: PluginKind) =>
    [...entries.values()].filter((e) => e.kind === kind).map((e) => e.name);

  const registry: Registry = {
    register(kind, name, factory, source) {
      const key = `${kind} ${name}`;
      const taken = entries.get(key);
      if (taken) {
        const by = taken.source ? ` by ${taken.source}` : "";
        throw new PreflmError(
          "invalid-option",
          `The ${kind} "${name}" is already registered${by}; choose another name.`,
        );
      }
      entries.set(key, {
        kind,
        name,
        factory: factory as PluginFactory<PluginKind>,
        ...(source ? { source } : {}),
      });
      return registry;
    },

    async resolve<Kind extends PluginKind>(kind: Kind, reference: PluginReference<Kind>) {
      if (isPlugin(reference)) return checkVersion(kind, reference) as Plugins[Kind];
      const { use: name, ...options } =
        typeof reference === "string" ? { use: reference } : (reference ?? {});
      if (typeof name !== "string") {
        const expected = `a ${kind} object, a name such as "${names(kind)[0] ?? "…"}", or { use: name, …options }`;
        throw new PreflmError("invalid-option", `Expected ${expected}, got ${show(reference)}.`);
      }
      const entry = entries.get(`${kind} ${name}`);
      if (!entry) {
        const known = names(kind);
        const have = known.length ? `Installed: ${known.join(", ")}.` : `No ${kind} is installed.`;
        const fix = `Install @preflm/${kind}-${name} or preflm-${kind}-${name}, or pass a path to a file.`;
        throw new PreflmError(
          "unknown-plugin",
          `There is no ${kind} "${name}".${didYouMean(name, known)} ${have} ${fix}`,
        );
      }
      return checkVersion(kind, await entry.factory(options)) as Plugins[Kind];
    },

    list: () => [...entries.values()].map(({ factory: _, ...entry }) => entry),
  };
  return registry;
}

function isPlugin(
  reference: unknown,
): reference is { readonly specificationVersion: unknown; readonly name: unknown } {
  return typeof reference === "object" && reference !== null && "specificationVersion" in reference;
}

function checkVersion<T extends { readonly specificationVersion: unknown; readonly name: unknown }>(
  kind: PluginKind,
  plugin: T,
): T {
  const version = plugin?.specificationVersion;
  if (version === "v1") return plugin;
  const name = show(plugin?.name);
  throw new PreflmError(
    "invalid-option",
    `The ${kind} ${name} speaks specification ${show(version)}; this version of @preflm/core speaks "v1". ` +
      `Install a version of the ${kind} made for it, or update preflm.`,
  );
}
