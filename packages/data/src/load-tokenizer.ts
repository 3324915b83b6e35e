import { readFile } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import { fileError } from "./files.ts";
import { nativeEncoder } from "./native-encoder.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { describeTokenizer, type LoadTokenizerOptions } from "./tokenizer-json.ts";

/** A tokenizer from a `tokenizer.json` file or its parsed content. Only byte-level BPE, which can spell any text, is accepted. */
export async function loadTokenizer(
  source: string | object,
  options: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  if (typeof source !== "string") return tokenizerFromJson(source, options);
  const content = await readFile(source, "utf8").catch((error) => {
    throw fileError(source, error);
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    const reason = `"${source}" is not a tokenizer.json: ${(error as Error).message}.`;
    throw new PreflmError("corrupt", reason, { cause: error });
  }
  return tokenizerFromJson(json, options);
}

/** A tokenizer from the parsed content of a `tokenizer.json`. */
export function tokenizerFromJson(json: unknown, options: LoadTokenizerOptions = {}): Tokenizer {
  return describeTokenizer(json, options, nativeEncoder);
}
