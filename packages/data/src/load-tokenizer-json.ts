import { byteLevelEncoder } from "./byte-level-encoder.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { describeTokenizer, type LoadTokenizerOptions } from "./tokenizer-json.ts";

/** `loadTokenizer` where there are no files: a tokenizer from the parsed content of a `tokenizer.json`, in plain JavaScript. */
export async function loadTokenizerJson(
  json: object,
  options: LoadTokenizerOptions = {},
): Promise<Tokenizer> {
  return describeTokenizer(json, options, byteLevelEncoder);
}
