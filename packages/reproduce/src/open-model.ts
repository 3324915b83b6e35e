import type { Backend, Model, ModelConfig, ModelState } from "@preflm/core";
import { type FoundCheckpoint, findCheckpoint, installedPlugins, type TaskContext } from "preflm";

/** A trained model on its device, and what is known of it. */
export interface OpenModel extends Pick<FoundCheckpoint, "tokenizer" | "sha256"> {
  readonly model: Model;
  /** The control token that the objective samples with. */
  readonly prefix?: string;
  readonly banned?: readonly string[];
}

/**
 * The model that a run trained.
 *
 * @param path the run's folder
 * @param project a folder of the project that has the backend installed
 * @param change what is loaded in place of the trained weights
 */
export async function openModel(
  path: string,
  project: string,
  { threads }: TaskContext,
  change = (config: ModelConfig, state: ModelState) => ({ config, state }),
): Promise<OpenModel> {
  const { config, weights, tokenizer, sha256, training } = await findCheckpoint(path);
  const reference = { use: "onnxruntime", threads };
  const backend: Backend = await installedPlugins(project).resolve("backend", reference);
  const changed = change(config, { weights });
  const model = await backend.load(changed.config, changed.state);
  return { model, tokenizer, sha256, ...training?.generation };
}
