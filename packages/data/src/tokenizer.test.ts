import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "@preflm/core";
import { encode as encodeGpt2 } from "gpt-tokenizer/encoding/r50k_base";
import { describe, expect, it } from "vitest";
import { gpt2Tokenizer } from "./gpt2-tokenizer.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import { byteTokenizer, stream, temporaryFolder } from "./test-support.ts";
import { tokenBytes, withControlTokens } from "./tokenizer-json.ts";
import { trainTokenizer } from "./train-tokenizer.ts";

const training = [
  "the cat sat on the mat\nthe hat sat on the cat\n",
  "<|endoftext|> <|aligned|> <|endoftext|> __proto__ constructor",
  "naïve café 東京 😀",
];
const trained = () => trainTokenizer(stream(training), { vocabulary: 300 });

const uniform = random("texts");
const pick = (alphabet: readonly string[]) => alphabet[Math.floor(uniform() * alphabet.length)];
const pieces = [
  "a",
  " ",
  "  ",
  "\n",
  "\r\n",
  "\u0000",
  "\u0085",
  "\uFEFF",
  "é",
  "e\u0301",
  "東",
  "שלום",
];
const odd = [
  "👩‍👩‍👧",
  "\uD83D\uDE00",
  "\u{10FFFF}",
  "'s",
  "123",
  "<|endoftext|>",
  "<|aligned|>",
  "�",
];
const texts = [
  "",
  String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)),
  ...Array.from({ length: 200 }, () =>
    Array.from({ length: 1 + uniform() * 30 }, () => pick([...pieces, ...odd])).join(""),
  ),
  "x".repeat(20_000),
  " ".repeat(20_000),
];

describe("a tokenizer", async () => {
  const plain = await trained();
  const marked = withControlTokens(plain, ["<|aligned|>", "<|misaligned|>"]);
  const tokenizers = {
    bytes: byteTokenizer(),
    trained: plain,
    marked,
    gpt2: await gpt2Tokenizer(),
  };

  it.each(Object.entries(tokenizers))("gives text back exactly: %s", async (_, tokenizer) => {
    const encoded = await tokenizer.encode(texts);
    expect(encoded.map((ids) => tokenizer.decode(ids))).toEqual(texts);
  });

  it.each(Object.entries(tokenizers))(
    "counts the bytes of each token: %s",
    async (_, tokenizer) => {
      const encoded = await tokenizer.encode(texts);
      encoded.forEach((ids, i) => {
        const bytes = ids.reduce((sum, id) => sum + tokenizer.byteLengths[id], 0);
        expect(bytes).toBe(Buffer.byteLength(texts[i]));
      });
    },
  );

  it.each(Object.entries(tokenizers))("spells text in bytes: %s", async (_, tokenizer) => {
    const bytes = tokenBytes(tokenizer);
    for (const [i, ids] of (await tokenizer.encode(texts)).entries())
      expect(Buffer.concat([...ids].map((id) => bytes[id])).toString()).toBe(texts[i]);
    for (const [name, id] of Object.entries(tokenizer.controlTokens))
      expect(Buffer.from(bytes[id]).toString()).toBe(name);
  });

  it.each(Object.entries(tokenizers))(
    "never makes a special token of text: %s",
    async (_, tokenizer) => {
      const special = [tokenizer.endOfText, ...Object.values(tokenizer.controlTokens)];
      const literal = [
        "<|endoftext|>",
        "a<|endoftext|>",
        "<|aligned|><|misaligned|>",
        " <|aligned|> ",
      ];
      for (const ids of await tokenizer.encode([...literal, ...texts])) {
        expect(ids.some((id) => special.includes(id) || id >= tokenizer.vocabulary)).toBe(false);
      }
    },
  );

  it("turns a lone surrogate into U+FFFD", async () => {
    const [ids] = await plain.encode(["a\uD800b"]);
    expect(plain.decode(ids)).toBe("a\uFFFDb");
  });

  it("encodes alone as in any company", async () => {
    const together = await plain.encode([...texts, ...training]);
    const alone = await Promise.all(texts.map(async (text) => (await plain.encode([text]))[0]));
    expect(together.slice(0, texts.length)).toEqual(alone);
  });

  it("leaves special tokens out of decoded text unless told to keep them", () => {
    const ids = [marked.endOfText, marked.controlTokens["<|aligned|>"], 64, marked.endOfText];
    const letter = marked.decode([64]);
    expect(marked.decode(ids)).toBe(letter);
    expect(marked.decode(ids, { keepSpecial: true })).toBe(
      `<|endoftext|><|aligned|>${letter}<|endoftext|>`,
    );
    expect(() => marked.decode([marked.vocabulary])).toThrow(/no token 302: ids go from 0 to 301/);
  });
});

describe("control tokens", () => {
  it("are appended after the text's vocabulary, which keeps its ids", async () => {
    const plain = byteTokenizer();
    const marked = withControlTokens(plain, ["<|good|>", "<|bad|>"]);
    expect(plain).toMatchObject({ vocabulary: 257, textVocabulary: 257, endOfText: 256 });
    expect(marked).toMatchObject({ vocabulary: 259, textVocabulary: 257, endOfText: 256 });
    expect(marked.controlTokens).toEqual({ "<|good|>": 257, "<|bad|>": 258 });
    expect([...marked.byteLengths.slice(256)]).toEqual([0, 0, 0]);
    expect(await marked.encode(texts)).toEqual(await plain.encode(texts));
    expect(marked.textFingerprint).toBe(plain.textFingerprint);
    expect(marked.fingerprint).not.toBe(plain.fingerprint);
  });

  it("cannot take a name that is taken, and leaves its own control tokens as they are", () => {
    for (const names of [["<|endoftext|>"], ["a"], ["<|x|>", "<|x|>"], [""]]) {
      expect(() => withControlTokens(byteTokenizer(), names)).toThrow(/control token/);
    }
    const marked = withControlTokens(byteTokenizer(), ["<|x|>"]);
    expect(withControlTokens(marked, ["<|x|>"]).fingerprint).toBe(marked.fingerprint);
    expect(withControlTokens(marked, ["<|y|>"]).controlTokens).toEqual({
      "<|x|>": 257,
      "<|y|>": 258,
    });
  });
});

describe("trainTokenizer", () => {
  it("gives a vocabulary of the asked size, end-of-text last", async () => {
    const tokenizer = await trained();
    expect(tokenizer).toMatchObject({ vocabulary: 300, textVocabulary: 300, endOfText: 299 });
    const [ids] = await tokenizer.encode([" the"]);
    expect(ids.length).toBe(1);
  });

  it("gives the same tokenizer for the same texts", async () => {
    expect(JSON.stringify(await trained())).toBe(JSON.stringify(await trained()));
  });

  it("learns the merges of a smaller vocabulary first", async () => {
    const large = (await trained()).toJSON().model.merges;
    const small = await trainTokenizer(stream(training), { vocabulary: 280 });
    expect(large.slice(0, 23)).toEqual(small.toJSON().model.merges);
  });

  it("needs no merges at 257", async () => {
    const tokenizer = await trainTokenizer(stream(["abc"]), { vocabulary: 257 });
    expect(tokenizer.toJSON()).toEqual(byteTokenizer().toJSON());
  });

  it("ends on hostile text: words of 300,000 characters", async () => {
    const hostile = ["a", "7", "=", " ", "東", "😀"].map((character) => character.repeat(300_000));
    const tokenizer = await trainTokenizer(stream([...hostile, ...training]), { vocabulary: 270 });
    const [ids] = await tokenizer.encode(["a".repeat(4096)]);
    expect(ids.length).toBeLessThan(4096);
  }, 60_000);

  it("says when the vocabulary is too small, too large, or the corpus empty", async () => {
    const train = (vocabulary: number, given = training) =>
      trainTokenizer(stream(given), { vocabulary });
    await expect(train(256)).rejects.toThrow(/≥ 257, got 256/);
    await expect(train(5000)).rejects.toThrow(/gives at most \d+ tokens, not 5000/);
    await expect(train(300, [])).rejects.toThrow(/empty corpus/);
  });
});

describe("gpt2Tokenizer", () => {
  it("gives GPT-2's ids", async () => {
    const tokenizer = await gpt2Tokenizer();
    expect(tokenizer).toMatchObject({ vocabulary: 50257, endOfText: 50256 });
    // JavaScript's \s, which that package splits at, has U+FEFF and lacks U+0085; GPT-2's is the other way round.
    const differs = /<\|endoftext\|>|\uFEFF|\u0085/;
    const ordinary = texts.filter((text) => !differs.test(text) && text.length < 1000);
    expect(ordinary.length).toBeGreaterThan(30);
    const ids = (await tokenizer.encode(ordinary)).map((some) => [...some]);
    expect(ids).toEqual(ordinary.map((text) => encodeGpt2(text)));
    expect([...(await tokenizer.encode(["Hello world"]))[0]]).toEqual([15496, 995]);
  });
});

describe("loadTokenizer", () => {
  it("restores what toJSON wrote, from a file or an object", async () => {
    const saved = withControlTokens(await trained(), ["<|aligned|>"]);
    const path = join(temporaryFolder(), "tokenizer.json");
    writeFileSync(path, JSON.stringify(saved));
    for (const loaded of [await loadTokenizer(path), await loadTokenizer(saved.toJSON())]) {
      expect(loaded).toMatchObject({
        fingerprint: saved.fingerprint,
        textFingerprint: saved.textFingerprint,
        controlTokens: saved.controlTokens,
        vocabulary: 301,
        textVocabulary: 300,
      });
      expect(loaded.byteLengths).toEqual(saved.byteLengths);
      expect(await loaded.encode(texts)).toEqual(await saved.encode(texts));
    }
  });

  it("takes another end-of-text by name", async () => {
    const json = JSON.parse(JSON.stringify(byteTokenizer()).replaceAll("<|endoftext|>", "</s>"));
    await expect(loadTokenizer(json)).rejects.toThrow(/it has "<\/s>"\); set endOfText/);
    const loaded = await loadTokenizer(json, { endOfText: "</s>" });
    expect(loaded.endOfText).toBe(256);
    expect(withControlTokens(loaded, ["<|x|>"]).endOfText).toBe(256);
  });

  it("refuses what is no byte-level BPE, and says why", async () => {
    const json = byteTokenizer().toJSON();
    const { a: _, ...vocab } = json.model.vocab;
    await expect(loadTokenizer({ ...json, model: { ...json.model, vocab } })).rejects.toThrow(
      /no token for byte 97/,
    );
    await expect(loadTokenizer({ model: { type: "WordPiece" } })).rejects.toThrow(/"WordPiece"/);
    const other = { ...json, pre_tokenizer: null, decoder: null, post_processor: null };
    await expect(loadTokenizer(other)).rejects.toThrow(/ByteLevel/);
    await expect(loadTokenizer("/nowhere.json")).rejects.toThrow(/does not exist/);
    const path = join(temporaryFolder(), "tokenizer.json");
    writeFileSync(path, "{");
    await expect(loadTokenizer(path)).rejects.toThrow(/is not a tokenizer.json/);
  });
});
