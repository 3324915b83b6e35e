import { BYTE_CHARACTERS, byteLevelJson } from "./byte-level.ts";
import { tokenizerFromJson } from "./load-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * GPT-2's own tokenizer, offline: 50,257 tokens with end-of-text 50256. The package `gpt-tokenizer`
 * ships the tokens by rank; the merges are rebuilt from them, since the last merge of a token joins
 * the two parts that the earlier merges leave.
 */
export async function gpt2Tokenizer(): Promise<Tokenizer> {
  const { default: ranked } = await import("gpt-tokenizer/bpeRanks/r50k_base");
  const vocabulary = ranked.map(spell);
  const ranks = new Map(vocabulary.map((token, rank) => [token, rank]));
  const merges = vocabulary
    .slice(BYTE_CHARACTERS.length)
    .map((token, i) => lastMerge(token, BYTE_CHARACTERS.length + i, ranks));
  return tokenizerFromJson(byteLevelJson(vocabulary, merges));
}

/** A token's bytes, given as text or as numbers, in the byte-level alphabet. */
function spell(token: string | readonly number[]): string {
  const bytes = typeof token === "string" ? Buffer.from(token) : token;
  return Array.from(bytes, (byte) => BYTE_CHARACTERS[byte]).join("");
}

/** Merges the token's characters in order of rank until two parts are left. */
function lastMerge(token: string, rank: number, ranks: ReadonlyMap<string, number>): string {
  const parts = [...token];
  while (parts.length > 2) {
    let best = 0;
    let bestRank = rank;
    for (let i = 0; i + 1 < parts.length; i++) {
      const pair = ranks.get(parts[i] + parts[i + 1]) ?? rank;
      if (pair < bestRank) [best, bestRank] = [i, pair];
    }
    parts.splice(best, 2, parts[best] + parts[best + 1]);
  }
  return parts.join(" ");
}
