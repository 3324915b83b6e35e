import { PreflmError, show } from "@preflm/core";
import { BYTE_CHARACTERS } from "./byte-level.ts";
import { type MergeRules, mergePieces } from "./merge-pieces.ts";
import type { Tokenizer, TokenizerJson } from "./tokenizer.ts";

/**
 * How GPT-2 cuts text before it merges bytes (Radford et al. 2019): contractions, then words, numbers and other
 * characters, each with a space before it. White space is Unicode's, as in the Rust library, not that of `\\s`.
 */
const PIECES =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Pieces whose ids are remembered: words come again and again. */
const REMEMBERED = 50_000;

/**
 * Encodes by byte-level BPE (Sennrich et al. 2016) in plain JavaScript, to the ids that Hugging Face's Rust
 * tokenizers give. Throws where the `tokenizer.json` asks for more than GPT-2's has: another way of cutting text, a
 * normaliser, tokens outside the merges.
 */
export function byteLevelEncoder(json: TokenizerJson): Tokenizer["encode"] {
  checkPlain(json);
  const rules = rulesOf(json);
  const idOfByte = BYTE_CHARACTERS.map((character) => json.model.vocab[character]);
  const utf8 = new TextEncoder();
  const remembered = new Map<string, readonly number[]>();
  const idsOf = (piece: string): readonly number[] => {
    const known = remembered.get(piece);
    if (known) return known;
    const ids = mergePieces(
      Array.from(utf8.encode(piece), (byte) => idOfByte[byte]),
      rules,
    );
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(piece, ids);
    return ids;
  };
  return async (texts) => {
    const encoded: Int32Array[] = [];
    for (const text of texts) {
      const ids: number[] = [];
      for (const [piece] of text.matchAll(PIECES)) for (const id of idsOf(piece)) ids.push(id);
      encoded.push(Int32Array.from(ids));
    }
    return encoded;
  };
}

/** Merges by their pair of ids: which come first, and what they make. */
function rulesOf({ model }: TokenizerJson): MergeRules {
  const size = Object.values(model.vocab).reduce((most, id) => Math.max(most, id + 1), 0);
  const rules = new Map<number, { rank: number; id: number }>();
  for (const [rank, merge] of model.merges.entries()) {
    const [left, right] = typeof merge === "string" ? merge.split(" ") : merge;
    const [a, b, id] = [left, right, left + right].map((token) => model.vocab[token]);
    if (a === undefined || b === undefined || id === undefined)
      refuse(`the merge ${show(merge)}, of tokens that its vocabulary lacks`);
    rules.set(a * size + b, { rank, id });
  }
  return { size, rules };
}

/** Refuses what this encoder would do otherwise than the Rust library. */
function checkPlain({ normalizer, pre_tokenizer: cut, added_tokens: added, model }: TokenizerJson) {
  const { type, add_prefix_space: prefix, use_regex: regex } = Object(cut);
  const settings = Object(model) as Readonly<Record<string, unknown>>;
  if (type !== "ByteLevel" || prefix || regex === false)
    refuse(`the pre-tokenizer ${show(cut)}, not GPT-2's ByteLevel`);
  if (normalizer) refuse(`the normalizer ${show(normalizer)}`);
  if (added.length > 0) refuse(`the token ${show(added[0].content)} outside its merges`);
  for (const name of ["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
    if (settings[name]) refuse(`${name} ${show(settings[name])}`);
  if (settings.ignore_merges) refuse("ignore_merges");
}

function refuse(what: string): never {
  throw new PreflmError(
    "invalid-input",
    `This tokenizer.json has ${what}, which only the native encoder of Node knows. Use GPT-2's tokenizer or one that trainTokenizer made.`,
  );
}
