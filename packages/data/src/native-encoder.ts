import { PreflmError } from "@preflm/core";
import type { Tokenizer, TokenizerJson } from "./tokenizer.ts";

const TEXTS_PER_CALL = 1024;

/** Encodes with Hugging Face's Rust tokenizers, which is loaded at the first call. */
export function nativeEncoder(json: TokenizerJson): Tokenizer["encode"] {
  let loading: Promise<import("tokenizers").Tokenizer> | undefined;
  return async (texts) => {
    loading ??= loadNative(json);
    const native = await loading;
    const encoded: Int32Array[] = [];
    for (let i = 0; i < texts.length; i += TEXTS_PER_CALL) {
      const some = texts.slice(i, i + TEXTS_PER_CALL);
      for (const encoding of await native.encodeBatch(some, { addSpecialTokens: false })) {
        encoded.push(Int32Array.from(encoding.getIds()));
      }
    }
    return encoded;
  };
}

async function loadNative(json: TokenizerJson) {
  try {
    const { Tokenizer } = await import("tokenizers");
    return Tokenizer.fromString(JSON.stringify(json));
  } catch (error) {
    throw nativeError(error);
  }
}

/** What to do when the native package cannot be used. */
export function nativeError(error: unknown): PreflmError {
  const reason = error instanceof Error ? error.message : String(error);
  return new PreflmError(
    "unavailable",
    `The package "tokenizers" could not be used (${reason}). Install it with: npm install tokenizers@0.23.2`,
    { cause: error },
  );
}
