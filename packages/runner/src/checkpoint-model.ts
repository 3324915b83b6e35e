import type { Model, PluginReference, Registry } from "@preflm/core";
import { type FoundCheckpoint, findCheckpoint } from "./find-checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import type { SourceReference } from "./sources.ts";

/** A trained model to work with, and where it is run. */
export interface CheckpointOptions {
  /** A checkpoint, a run's folder, or one of the models of a run's folder. */
  readonly checkpoint: SourceReference;
  /** `"onnxruntime"` by default. */
  readonly backend?: PluginReference<"backend">;
  /** The control token before texts instead of the objective's own; `""` for none. */
  readonly prefix?: string;
  /** Where plugins' names are looked up; the project's installed ones by default. */
  readonly registry?: Registry;
}

/** The names of `CheckpointOptions`, for `checkOptions`. */
export const CHECKPOINT_OPTIONS = ["checkpoint", "backend", "prefix", "registry"];

/** How a checkpoint's objective wants it to be sampled, unless told otherwise. */
export interface Marks {
  readonly prefix?: string;
  readonly banned: readonly string[];
}

/** Reads and verifies the model that a reference means. */
export function readCheckpoint(reference: SourceReference): Promise<FoundCheckpoint> {
  const { path, ...choice } = typeof reference === "string" ? { path: reference } : reference;
  return findCheckpoint(path, choice);
}

/** The mark that texts are read behind, and the control tokens that are never sampled. */
export function marksOf({ training }: FoundCheckpoint, asked: string | undefined): Marks {
  const { prefix: own, banned = [] } = training?.generation ?? {};
  const prefix = (asked ?? own) || undefined;
  return {
    ...(prefix !== undefined && { prefix }),
    banned: banned.filter((token) => token !== prefix),
  };
}

/** Loads a checkpoint's model, does something with it and frees it. */
export async function withCheckpoint<T>(
  options: CheckpointOptions,
  work: (model: Model, checkpoint: FoundCheckpoint, marks: Marks) => Promise<T>,
): Promise<T> {
  const checkpoint = await readCheckpoint(options.checkpoint);
  const registry = options.registry ?? installedPlugins();
  const backend = await resolvePlugin(registry, "backend", options.backend ?? "onnxruntime");
  const model = await backend.load(checkpoint.config, { weights: checkpoint.weights });
  try {
    return await work(model, checkpoint, marksOf(checkpoint, options.prefix));
  } finally {
    model.dispose();
  }
}
