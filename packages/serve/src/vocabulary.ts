import { type Tokenizer, tokenBytes } from "@preflm/data";

/** How tokens look to a client. */
export interface Vocabulary {
  /** The bytes that a token adds to the text; none for end-of-text and control tokens. */
  bytes(id: number): Uint8Array;
  /** A token as OpenAI names it: its text, or `bytes:\xf0\x9f` if it is not whole characters. */
  name(id: number): string;
}

const NOTHING = new Uint8Array(0);
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The vocabulary of a tokenizer. */
export function vocabularyOf(tokenizer: Tokenizer): Vocabulary {
  const table = tokenBytes(tokenizer);
  const special = new Set([tokenizer.endOfText, ...Object.values(tokenizer.controlTokens)]);
  return {
    bytes: (id) => (special.has(id) ? NOTHING : table[id]),
    name: (id) => nameOf(table[id]),
  };
}

function nameOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
  }
}
