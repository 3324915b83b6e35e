import { hash128, PreflmError, show } from "@preflm/core";
import { BYTE_CHARACTERS, bytesOf, END_OF_TEXT, specialToken } from "./byte-level.ts";
import type { AddedToken, Tokenizer, TokenizerJson } from "./tokenizer.ts";

/** Which special token opens a document; `"<|endoftext|>"` by default. All other special tokens become control tokens. */
export interface LoadTokenizerOptions {
  readonly endOfText?: string;
}

/** Makes what encodes text as a `tokenizer.json` without special tokens says. */
export type MakeEncoder = (json: TokenizerJson) => Tokenizer["encode"];

/** A tokenizer from the parsed content of a `tokenizer.json`, with an encoder of one's choice. */
export function describeTokenizer(
  json: unknown,
  options: LoadTokenizerOptions,
  makeEncoder: MakeEncoder,
): Tokenizer {
  const checked = checkJson(json);
  return { ...describe(checked, options), encode: makeEncoder(textOnly(checked)) };
}

/**
 * The same tokenizer with control tokens appended: ids from `vocabulary` on, in order. Control tokens that it has
 * already keep their ids; a name that text can have is an error.
 */
export function withControlTokens(tokenizer: Tokenizer, names: readonly string[]): Tokenizer {
  const json = tokenizer.toJSON();
  const taken = new Set([
    ...Object.keys(json.model.vocab),
    ...json.added_tokens.map((t) => t.content),
  ]);
  const fresh = names.filter((name) => !Object.hasOwn(tokenizer.controlTokens, name));
  const added = fresh.map((name, i) => {
    if (name === "" || taken.has(name)) {
      throw new PreflmError(
        "invalid-option",
        `The control token ${show(name)} ${name === "" ? "has no name" : "is already in the vocabulary"}. Choose another name, such as "<|aligned|>".`,
      );
    }
    taken.add(name);
    return specialToken(tokenizer.vocabulary + i, name);
  });
  const extended = { ...json, added_tokens: [...json.added_tokens, ...added] };
  const endOfText = json.added_tokens.find((token) => token.id === tokenizer.endOfText)?.content;
  return { ...describe(extended, { endOfText }), encode: tokenizer.encode };
}

/** Everything but `encode`. */
function describe(json: TokenizerJson, options: LoadTokenizerOptions): Omit<Tokenizer, "encode"> {
  const { endOfText: name = END_OF_TEXT } = options;
  const special = json.added_tokens.filter((token) => token.special);
  const endOfText = special.find((token) => token.content === name);
  if (!endOfText) {
    const names = special.map((token) => show(token.content)).join(", ") || "none";
    bad(`no special token ${show(name)} to open documents with (it has ${names}); set endOfText`);
  }
  const control = special.filter((token) => token !== endOfText);
  const controlTokens = Object.fromEntries(control.map((token) => [token.content, token.id]));
  const bytes = bytesOfTokens(json);
  const textFingerprint = fingerprint(textOnly(json));
  const isSpecial = new Set(special.map((token) => token.id));
  return {
    vocabulary: bytes.length,
    textVocabulary: bytes.length - control.length,
    endOfText: endOfText.id,
    controlTokens,
    byteLengths: Int32Array.from(bytes, (token, id) => (isSpecial.has(id) ? 0 : token.length)),
    fingerprint: fingerprint([textFingerprint, endOfText.id, controlTokens]),
    textFingerprint,
    decode(ids, { keepSpecial = false } = {}) {
      const parts: Uint8Array[] = [];
      for (let i = 0; i < ids.length; i++) {
        const token = bytes[ids[i]];
        if (!token) {
          const range = `0 to ${bytes.length - 1}`;
          throw new PreflmError(
            "invalid-input",
            `There is no token ${ids[i]}: ids go from ${range}.`,
          );
        }
        if (keepSpecial || !isSpecial.has(ids[i])) parts.push(token);
      }
      return decodeUtf8(parts);
    },
    toJSON: () => json,
  };
}

/** The bytes of each id, for text that is decoded token by token; special tokens are the bytes of their names. */
export function tokenBytes(tokenizer: Tokenizer): readonly Uint8Array[] {
  return bytesOfTokens(tokenizer.toJSON());
}

/** The bytes of each id. Ids without a token, which some vocabularies leave, stand for nothing. */
function bytesOfTokens(json: TokenizerJson): readonly Uint8Array[] {
  const entries = Object.entries(json.model.vocab);
  const size = [...entries.map(([, id]) => id), ...json.added_tokens.map((t) => t.id)];
  const length = size.reduce((largest, id) => Math.max(largest, id + 1), 0);
  const bytes: Uint8Array[] = Array.from({ length }, () => new Uint8Array(0));
  for (const token of json.added_tokens) bytes[token.id] = utf8.encode(token.content);
  const added = new Set(json.added_tokens.map((token) => token.id));
  for (const [spelling, id] of entries) {
    if (added.has(id)) continue;
    bytes[id] =
      bytesOf(spelling) ?? bad(`the entry ${show(spelling)}, which is not spelled in bytes`);
  }
  return bytes;
}

const utf8 = new TextEncoder();

/** Bytes as text; those that are no UTF-8 become U+FFFD, and a byte order mark stays. */
function decodeUtf8(parts: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** What text alone goes through: no special tokens, so that their literal names in text are plain characters. */
function textOnly(json: TokenizerJson): TokenizerJson {
  const special = new Set(json.added_tokens.filter((t) => t.special).map((t) => t.content));
  const vocab = Object.entries(json.model.vocab).filter(([token]) => !special.has(token));
  return {
    ...json,
    truncation: null,
    padding: null,
    post_processor: null,
    added_tokens: json.added_tokens.filter((token) => !token.special),
    model: { ...json.model, vocab: Object.fromEntries(vocab) },
  };
}

function fingerprint(value: unknown): string {
  const words = hash128(JSON.stringify(value));
  return words.map((word) => word.toString(16).padStart(8, "0")).join("");
}

function checkJson(json: unknown): TokenizerJson {
  const { model, added_tokens = [] } = Object(json) as Partial<TokenizerJson>;
  if (model?.type !== "BPE") {
    bad(`a model of type ${show(model?.type)}; only byte-level BPE is supported`);
  }
  const missing = BYTE_CHARACTERS.findIndex((character) => !Object.hasOwn(model.vocab, character));
  if (missing >= 0) {
    bad(`no token for byte ${missing}, so it cannot spell every text; byte-level BPE has all 256`);
  }
  if (!JSON.stringify(json).includes('"ByteLevel"')) {
    bad("no ByteLevel step; only byte-level BPE is supported");
  }
  return { ...(json as TokenizerJson), added_tokens: added_tokens as readonly AddedToken[] };
}

function bad(what: string): never {
  throw new PreflmError("invalid-input", `This tokenizer.json has ${what}.`);
}
