import type { Tokenizer } from "./library.ts";

/** A text in a form in which its tokens can be found, with where each of its characters comes from. */
export interface Read {
  readonly content: string;
  /** For each UTF-16 unit of `content`, where in the text it begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A form that texts and tokens share. */
export interface Reading {
  read(text: string): Read;
  /** A token in that form. */
  surface(token: string): string;
  /** Whether unknown tokens stand for words. */
  readonly wordPieces: boolean;
}

/** The form that fits a tokenizer, seen from how it tokenizes. */
export function readingOf(tokenizer: Tokenizer): Reading {
  const probe = tokenizer.tokenize("a \u00e9").join("");
  if (probe.includes("\u0120") || probe.includes("\u00c3")) {
    return { read: readBytes, surface: bytesOfToken, wordPieces: false };
  }
  const pattern = tokenizer.tokenize("\u00e9")[0] === "e" ? WITHOUT_ACCENTS : WITH_ACCENTS;
  const form = (text: string) => fold(text, pattern);
  const read = (text: string) => readBy(text, form);
  if (probe.includes("\u2581")) {
    return { read, surface: (token) => form(token.replaceAll("\u2581", "")), wordPieces: false };
  }
  const surface = (token: string) => form(token.startsWith("##") ? token.slice(2) : token);
  return { read, surface, wordPieces: true };
}

/** A text as UTF-8, one character a byte. */
function readBytes(text: string): Read {
  return readBy(text, (character) =>
    character < "\u0080" ? character : String.fromCharCode(...new TextEncoder().encode(character)),
  );
}

function readBy(text: string, form: (character: string) => string): Read {
  let content = "";
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const formed = form(character);
    content += formed;
    for (let i = 0; i < formed.length; i++) {
      starts.push(start);
      ends.push(end);
    }
    // Accents and the like belong to the character before.
    if (formed === "" && ends.at(-1) === start && /\p{M}/u.test(character)) {
      for (let i = ends.length - 1; ends[i] === start; i--) ends[i] = end;
    }
    start = end;
  }
  return { content, starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

/** What is left out of texts and tokens: white space, control characters and, by tokenizers that remove them, accents. */
const WITH_ACCENTS = /[\p{C}\p{Z}\s\ufffd]/gu;
const WITHOUT_ACCENTS = /[\p{C}\p{Z}\s\ufffd\p{Mn}]/gu;

/** Characters without what tokenizers differ in: case and compatibility forms, and what the pattern matches. */
function fold(text: string, without: RegExp): string {
  if (/^[!-@[-~]*$/.test(text)) return text;
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(without, "")
    .replaceAll("\u03c2", "\u03c3"); // the final sigma depends on what follows
}

/** Which byte each character of a byte-level token stands for: GPT-2's table, printable bytes as themselves and the others from U+0100 on. */
const BYTES = new Map<string, string>();
for (let byte = 0, other = 0x100; byte < 256; byte++) {
  const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  BYTES.set(String.fromCharCode(printable ? byte : other++), String.fromCharCode(byte));
}

function bytesOfToken(token: string): string {
  let bytes = "";
  for (const character of token) bytes += BYTES.get(character) ?? character;
  return bytes;
}
