import { encodeSafetensors, huggingFaceConfig, toHuggingFace } from "@preflm/gpt";
import { zipSync } from "fflate";
import type { Training } from "./train.ts";

/** The model as Hugging Face transformers loads it: a zip of `model.safetensors`, `config.json` and `tokenizer.json`. */
export async function checkpointZip({ model, tokenizer }: Training): Promise<Uint8Array> {
  const { weights } = await model.save();
  const tensors = toHuggingFace(model.config, weights);
  const files = {
    "model.safetensors": join(encodeSafetensors({ tensors, metadata: { format: "pt" } })),
    "config.json": json(huggingFaceConfig(model.config, tokenizer.endOfText)),
    "tokenizer.json": json(tokenizer.toJSON()),
  };
  return zipSync(files, { level: 0 }); // weights do not shrink
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
