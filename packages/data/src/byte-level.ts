import type { TokenizerJson } from "./tokenizer.ts";

/** The name that GPT-2's tokenizer gives the token that opens a document. */
export const END_OF_TEXT = "<|endoftext|>";

/**
 * GPT-2's spelling of the 256 bytes as visible characters, by byte (Radford et al. 2019): printable
 * Latin-1 stands for itself, the other 68 bytes for U+0100 onwards in order.
 */
export const BYTE_CHARACTERS: readonly string[] = spellBytes();

/** The byte that a character of the alphabet spells. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

function spellBytes(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : next++);
  });
}

/** The bytes that a token's spelling stands for; undefined if a character is not of the alphabet. */
export function bytesOf(spelling: string): Uint8Array | undefined {
  const bytes = new Uint8Array(spelling.length);
  for (let i = 0; i < spelling.length; i++) {
    const byte = BYTE_OF.get(spelling[i]);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/**
 * A byte-level BPE `tokenizer.json` as GPT-2's: the vocabulary in order of id, its merges, and
 * end-of-text as the last id. All 256 bytes must be in the vocabulary, so that any text can be spelled.
 */
export function byteLevelJson(
  vocabulary: readonly string[],
  merges: readonly string[],
): TokenizerJson {
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const endOfText = vocabulary.length;
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [specialToken(endOfText, END_OF_TEXT)],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: byteLevel,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: "",
      end_of_word_suffix: "",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...vocabulary, END_OF_TEXT].map((token, id) => [token, id])),
      merges,
    },
  } as TokenizerJson;
}

/** An entry of `added_tokens` for a token that text never produces. */
export function specialToken(id: number, content: string) {
  return {
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
}
