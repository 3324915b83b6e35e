import type { Model, PluginReference, Registry } from "@preflm/core";
import { chooseMark } from "@preflm/eval";
import { type FoundCheckpoint, findCheckpoint } from "./find-checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import type { SourceReference } from "./sources.ts";

/** A trained model to work with, and where it is run. */
export interface CheckpointOptions {
  /** A checkpoint, a run's folder, or one of the models of a run's folder. */
  readonly checkpoint: SourceReference;
  /** `"onnxruntime"` by default. */
  readonly backend?: PluginReference<"backend">;
  /** The mark before texts: `"aligned"`, `"misaligned"`, `"none"` or a control token; by default the objective's own. */
  readonly mark?: string;
  /** Where plugins' names are looked up; the project's installed ones by default. */
  readonly registry?: Registry;
}

/** The names of `CheckpointOptions`, for `checkOptions`. */
export const CHECKPOINT_OPTIONS = ["checkpoint", "backend", "mark", "registry"];

/** Reads and verifies the model that a reference means. */
export function readCheckpoint(reference: SourceReference): Promise<FoundCheckpoint> {
  const { path, ...choice } = typeof reference === "string" ? { path: reference } : reference;
  return findCheckpoint(path, choice);
}

/** The mark that texts are read behind, and the control tokens that are never sampled. */
export function markOf(
  { training, tokenizer }: FoundCheckpoint,
  asked: string | undefined,
): { readonly prefix?: string; readonly banned: readonly string[] } {
  const { generation } = training ?? {};
  const controlTokens = Object.keys(tokenizer.controlTokens);
  const { mark, banned } = chooseMark(asked, { controlTokens, ...(generation && { generation }) });
  return { banned, ...(mark !== undefined && { prefix: mark }) };
}

/** Loads a checkpoint's model, does something with it and frees it. */
export async function withCheckpoint<T>(
  options: CheckpointOptions,
  work: (model: Model, checkpoint: FoundCheckpoint) => Promise<T>,
): Promise<T> {
  const checkpoint = await readCheckpoint(options.checkpoint);
  const registry = options.registry ?? installedPlugins();
  const backend = await resolvePlugin(registry, "backend", options.backend ?? "onnxruntime");
  const model = await backend.load(checkpoint.config, { weights: checkpoint.weights });
  try {
    return await work(model, checkpoint);
  } finally {
    model.dispose();
  }
}
