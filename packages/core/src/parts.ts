import { PreflmError } from "./errors.ts";
import type { PluginKind, PluginReference } from "./registry.ts";

const KINDS: readonly PluginKind[] = ["scorer", "objective", "backend"];

/** What an entry of a map of plugins may say beside its reference, and the option that collects it. */
const SETTINGS = { weight: "weights", gate: "gates" } as const;

/** Makes a part of a plugin; what it returns stands in the options instead of the reference. */
export type MakePart = (
  kind: PluginKind,
  reference: PluginReference<PluginKind>,
  /** The objects and arrays that the reference is inside, for `withParts` of its own options. */
  within: readonly unknown[],
) => Promise<unknown>;

/**
 * The options of a plugin that is made of other plugins, with those made first: scorers of a scorer, objectives of a
 * schedule. An option named `scorer`, `objective` or `backend`, however deep, is a reference; one named in the plural
 * is a map of them. All else stays as it is.
 *
 * Each entry of a map is a plugin, a reference, a reference with a `weight` or a `gate`, or a weight alone; without
 * `use` the entry's own name is the reference. `{ scorers: { pii: 1, toxicity: { weight: 2 } } }` becomes
 * `{ scorers: { pii, toxicity }, weights: { pii: 1, toxicity: 2 } }`.
 *
 * @param within what `make` was told, where the options are those of a part
 */
export async function withParts(
  options: Readonly<Record<string, unknown>>,
  make: MakePart,
  within: readonly unknown[] = [],
): Promise<Record<string, unknown>> {
  const inside = enter(options, within);
  const made: Record<string, unknown> = {};
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(options)) {
    const kind = KINDS.find((one) => name === one);
    const several = KINDS.find((one) => name === `${one}s`);
    if (kind) {
      made[name] = await make(kind, value as PluginReference<PluginKind>, inside);
    } else if (several && isPlain(value)) {
      const map = await madeMap(several, value, make, inside);
      made[name] = map.plugins;
      for (const [option, values] of Object.entries(map.settings))
        settings[option] = { ...(options[option] as object), ...settings[option], ...values };
    } else {
      made[name] = await partsIn(value, make, inside);
    }
  }
  return { ...made, ...settings };
}

/** A value with the parts that are somewhere in it made. */
async function partsIn(
  value: unknown,
  make: MakePart,
  within: readonly unknown[],
): Promise<unknown> {
  if (isPlain(value)) return withParts(value, make, within);
  if (!Array.isArray(value)) return value;
  const inside = enter(value, within);
  const made: unknown[] = [];
  for (const item of value) made.push(await partsIn(item, make, inside));
  return made;
}

/** The plugins of a map, and what its entries say beside their references, by the option that collects it. */
async function madeMap(
  kind: PluginKind,
  entries: Readonly<Record<string, unknown>>,
  make: MakePart,
  within: readonly unknown[],
) {
  const inside = enter(entries, within);
  const plugins: Record<string, unknown> = {};
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const given = typeof entry === "number" ? { weight: entry } : entry;
    if (!isPlain(given)) {
      plugins[name] = await make(kind, given as PluginReference<PluginKind>, inside);
      continue;
    }
    const reference: Record<string, unknown> & { use: string } = { use: name, ...given };
    for (const [setting, option] of Object.entries(SETTINGS)) {
      if (!(setting in reference)) continue;
      settings[option] = { ...settings[option], [name]: reference[setting] };
      delete reference[setting];
    }
    plugins[name] = await make(kind, reference, inside);
  }
  return { plugins, settings };
}

function enter(container: object, within: readonly unknown[]): readonly unknown[] {
  if (!within.includes(container)) return [...within, container];
  throw new PreflmError(
    "invalid-option",
    "A plugin is part of itself: one of its options holds the options that it is in. Take it out there.",
  );
}

/** Data as JSON would hold it: no plugin, no array, no object of a class. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || "specificationVersion" in value) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
