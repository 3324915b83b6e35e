import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelConfig, PreflmError } from "@preflm/core";
import { fileError, loadTokenizer } from "@preflm/data";
import { checkState, configFromHuggingFace, decodeSafetensors, fromHuggingFace } from "@preflm/gpt";
import { readHashed } from "./files.ts";
import type { FoundCheckpoint } from "./find-checkpoint.ts";

/** The model's sizes from the `config.json` of a checkpoint of ours or of Hugging Face transformers. */
export function readModelConfig(folder: string): ModelConfig {
  const file = join(folder, "config.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw fileError(file, cause);
  }
  try {
    return configFromHuggingFace(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof PreflmError)
      throw new PreflmError(cause.code, `${folder}: ${cause.message}`);
    throw new PreflmError("corrupt", `${file} is damaged: it is not JSON.`, { cause });
  }
}

/**
 * A GPT-2 as Hugging Face transformers saves it. Rows of the embedding that no token has, which some models pad it
 * with, are left out.
 */
export async function loadHuggingFace(path: string): Promise<FoundCheckpoint> {
  const saved = readModelConfig(path);
  const file = join(path, "model.safetensors");
  const { bytes, sha256 } = await readHashed(file);
  const tensors = decodeSafetensors(bytes, file).tensors;
  const { "value_head.weight": _, ...weights } = fromHuggingFace(tensors);
  const tokenizer = await loadTokenizer(join(path, "tokenizer.json"));
  const { vocabulary } = tokenizer;
  if (vocabulary > saved.vocabulary) {
    throw new PreflmError(
      "invalid-input",
      `${path}: tokenizer.json has ${vocabulary} tokens, but the model's vocabulary is ${saved.vocabulary}. Give the tokenizer that it was trained with.`,
    );
  }
  checkState(saved, { weights });
  const config = { ...saved, vocabulary };
  const rows = weights["wte.weight"].subarray(0, vocabulary * config.width);
  return { path, config, weights: { ...weights, "wte.weight": rows }, tokenizer, sha256 };
}
