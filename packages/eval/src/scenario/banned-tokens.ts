import { PreflmError, show } from "@preflm/core";
import type { TextTokenizer } from "../tokenizer.ts";

/** The tokens of strings that are never to be sampled: control tokens by name, other strings if they are one token. */
export async function bannedTokens(
  strings: readonly string[],
  tokenizer: TextTokenizer,
): Promise<readonly number[]> {
  const encoded = await tokenizer.encode(strings);
  return strings.map((text, i) => {
    if (Object.hasOwn(tokenizer.controlTokens, text)) return tokenizer.controlTokens[text];
    if (encoded[i].length === 1) return encoded[i][0];
    const pieces = Array.from(encoded[i], (token) => show(tokenizer.decode([token])));
    throw new PreflmError(
      "invalid-option",
      pieces.length === 0
        ? "An empty string cannot be banned; leave it out."
        : `${show(text)} cannot be banned: to this tokenizer it is ${pieces.length} tokens (${pieces.join(" ")}), and only single tokens can be left out. Ban one of them, or score the samples for it.`,
    );
  });
}
