import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PreflmError, type Scorer, show } from "@preflm/core";
import { importModule } from "./import-module.ts";

/** A scorer as each worker thread makes it for itself: a factory that a module exports, and its options. */
export interface ScorerReference {
  /** A path, a URL such as `import.meta.resolve("@preflm/scorer-pii")`, or the name of a package of the working directory. */
  readonly module: string;
  /** The name of the factory among the module's exports. */
  readonly export: string;
  /** What the factory is called with: data that JSON can hold. References among `scorers` are made first. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Whether a value refers to a scorer of a module. */
export function isScorerReference(value: unknown): value is ScorerReference {
  if (typeof value !== "object" || value === null) return false;
  const { module, export: name } = value as Partial<ScorerReference>;
  return typeof module === "string" && typeof name === "string";
}

/** The reference with its modules as URLs, so that it means the same in every thread and folder. */
export function absoluteReference(reference: ScorerReference): ScorerReference {
  const { module, options = {} } = reference;
  const scorers = partsOf(options, absoluteReference);
  return {
    module: moduleUrl(module),
    export: reference.export,
    options: scorers ? { ...options, scorers } : options,
  };
}

/** Makes the scorer. Rejects with `"unknown-plugin"` if the module has no such factory or it makes no scorer. */
export async function loadScorer(reference: ScorerReference): Promise<Scorer> {
  const { module, export: name, options = {} } = reference;
  const factory = (await importModule(module))[name];
  if (typeof factory !== "function") {
    throw new PreflmError(
      "unknown-plugin",
      `${module} has no function "${name}" that makes a scorer; check the name of its export.`,
    );
  }
  const parts = partsOf(options, loadScorer);
  const scorers =
    parts &&
    Object.fromEntries(
      await Promise.all(Object.entries(parts).map(async ([key, part]) => [key, await part])),
    );
  const scorer: Partial<Scorer> = await factory(scorers ? { ...options, scorers } : options);
  if (scorer?.specificationVersion === "v1" && typeof scorer.annotate === "function")
    return scorer as Scorer;
  throw new PreflmError(
    "unknown-plugin",
    `"${name}" of ${module} made ${show(scorer)}, which is no scorer of specification "v1".`,
  );
}

/**
 * Has a scorer score a word, so that what it does once, such as loading a model, is done: it must not count as the time
 * of a document, and what is wrong with it is no document's fault.
 */
export async function warmUp(scorer: Scorer): Promise<Scorer> {
  await scorer.score(["ready"]);
  return scorer;
}

/** The option `scorers` with its references replaced; undefined if there are none. */
function partsOf(
  options: Readonly<Record<string, unknown>>,
  make: (reference: ScorerReference) => unknown,
): Record<string, unknown> | undefined {
  const { scorers } = options;
  if (typeof scorers !== "object" || scorers === null || Array.isArray(scorers)) return undefined;
  const entries = Object.entries(scorers);
  if (!entries.some(([, part]) => isScorerReference(part))) return undefined;
  return Object.fromEntries(
    entries.map(([key, part]) => [key, isScorerReference(part) ? make(part) : part]),
  );
}

function moduleUrl(module: string): string {
  if (module.startsWith(".") || isAbsolute(module)) return pathToFileURL(resolve(module)).href;
  if (/^[a-z]+:/i.test(module)) return module;
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(module)).href;
  } catch (cause) {
    throw new PreflmError(
      "unknown-plugin",
      `There is no module "${module}" here. Give a path, or a URL such as import.meta.resolve("${module}").`,
      { cause },
    );
  }
}
