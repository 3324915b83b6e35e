import type { PluginReference } from "./registry.ts";

/** What an entry of `scorers` may say beside its reference, and the option that collects it. */
const SETTINGS = { weight: "weights", gate: "gates" } as const;

/**
 * The options of a scorer that is made of other scorers, with those made first.
 *
 * Each entry of the option `scorers` is a scorer, a reference, a reference with a `weight` or a `gate`, or a weight
 * alone; without `use` the entry's own name is the reference. `{ scorers: { pii: 1, toxicity: { weight: 2 } } }`
 * becomes `{ scorers: { pii, toxicity }, weights: { pii: 1, toxicity: 2 } }`. Other options stay as they are.
 *
 * @param make what a reference becomes: a scorer, or whatever a scorer is made of elsewhere
 */
export async function withParts(
  options: Readonly<Record<string, unknown>>,
  make: (reference: PluginReference<"scorer">) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  const { scorers } = options;
  if (!isPlain(scorers)) return { ...options };
  const made: Record<string, unknown> = {};
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [name, entry] of Object.entries(scorers)) {
    const given = typeof entry === "number" ? { weight: entry } : entry;
    if (!isPlain(given) || "specificationVersion" in given) {
      made[name] = await make(given as PluginReference<"scorer">);
      continue;
    }
    const reference: Record<string, unknown> & { use: string } = { use: name, ...given };
    for (const [setting, option] of Object.entries(SETTINGS)) {
      if (!(setting in reference)) continue;
      settings[option] = {
        ...(options[option] as object),
        ...settings[option],
        [name]: reference[setting],
      };
      delete reference[setting];
    }
    made[name] = await make(reference);
  }
  return { ...options, ...settings, scorers: made };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
