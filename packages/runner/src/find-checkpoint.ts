import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ModelConfig, Tensors } from "@preflm/core";
import { loadTokenizer, type Tokenizer } from "@preflm/data";
import { loadCheckpoint, type TrainingState } from "./checkpoint.ts";
import { loadHuggingFace } from "./hugging-face-folder.ts";
import { type CheckpointChoice, locateCheckpoint } from "./locate-checkpoint.ts";

/** A trained model read from disk: to sample from, to measure or to start from. */
export interface FoundCheckpoint {
  readonly path: string;
  readonly config: ModelConfig;
  readonly weights: Tensors;
  /** With the control tokens that the model was trained with. */
  readonly tokenizer: Tokenizer;
  /** SHA-256 of `model.safetensors`. */
  readonly sha256: string;
  /** How it was trained; absent for a folder that another program wrote. */
  readonly training?: TrainingState;
}

/**
 * Reads and verifies a trained model.
 *
 * @param path a checkpoint, a folder of them (the newest), a run's folder, or a GPT-2 as Hugging Face transformers
 *   saves it: `config.json`, `model.safetensors` and `tokenizer.json`
 * @param choice which of a run's models
 */
export async function findCheckpoint(
  path: string,
  choice: CheckpointChoice = {},
): Promise<FoundCheckpoint> {
  const folder = locateCheckpoint(path, choice);
  if (!existsSync(join(folder, "checkpoint.json"))) return loadHuggingFace(folder);
  const { config, state, training, sha256 } = await loadCheckpoint(folder, { optimizer: false });
  const tokenizer = await loadTokenizer(join(folder, "tokenizer.json"));
  return { path: folder, config, weights: state.weights, tokenizer, sha256, training };
}
