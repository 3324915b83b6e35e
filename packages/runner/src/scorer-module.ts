import { type PluginReference, type Registry, withParts } from "@preflm/core";
import { type ParallelScorer, parallelScorer, type ScorerReference } from "@preflm/scoring";
import { pluginPlace } from "./plugins.ts";

/**
 * What a worker thread needs to make the scorer that a reference names, and those it is made of; undefined where
 * that is not known: for objects, and names that a registry of one's own answers to.
 */
export async function scorerModule(
  registry: Registry,
  reference: PluginReference<"scorer">,
): Promise<ScorerReference | undefined> {
  const named = typeof reference === "string" ? { use: reference } : reference;
  if ("specificationVersion" in named || typeof named.use !== "string") return undefined;
  const { use, ...given } = named;
  const place = await pluginPlace(registry, "scorer", use);
  if (!place) return undefined;
  let known = true;
  const options = await withParts(given, async (kind, part, within) => {
    const inMap = kind === "scorer" && within.includes(given.scorers); // the parts that threads can make
    const module = inMap && (await scorerModule(registry, part as PluginReference<"scorer">));
    known &&= module !== undefined && module !== false;
    return module;
  });
  return known ? { ...place, options } : undefined;
}

/** A corpus of fewer characters is scored in the time that threads need to start. */
export const WORTH_THREADS = 8e6;

/** The scorer of a reference on all cores, if the corpus is worth it and threads can make the scorer. */
export async function scorerInThreads(
  registry: Registry,
  reference: PluginReference<"scorer">,
  size: number | undefined,
): Promise<ParallelScorer | undefined> {
  if (size === undefined || size < WORTH_THREADS) return undefined;
  const module = await scorerModule(registry, reference);
  return module && parallelScorer(module);
}
