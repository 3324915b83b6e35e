import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { gpt2Tokenizer } from "./gpt2-tokenizer.ts";
import { tokenizerFromJson } from "./load-tokenizer.ts";
import { loadTokenizerJson } from "./load-tokenizer-json.ts";
import { byteTokenizer, stream } from "./test-support.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { withControlTokens } from "./tokenizer-json.ts";
import { trainTokenizer } from "./train-tokenizer.ts";

const uniform = random("hostile");
const below = (count: number) => Math.floor(uniform() * count);

const pieces = [
  ..."abeht09.,'@<|>_-\n\t\r \u0000\u0085\u00A0\u2003\u3000\uFEFF\u200B\u00AD",
  ...["the", " the", "'ll", "'LL", "it's", "<|endoftext|>", "<|aligned|>", "  ", "\r\n", "3.14"],
  ...[
    "é",
    "e\u0301",
    "東京",
    "שלום",
    "ش",
    "ก็",
    "👩‍👩‍👧",
    "\u{10FFFF}",
    "Ⅷ",
    "½",
    "²",
    "_",
    "\uD800",
    "\uDC00a",
  ],
];
const mixed = Array.from({ length: 1500 }, () =>
  Array.from({ length: 1 + below(24) }, () => pieces[below(pieces.length)]).join(""),
);

/** Every plane, but letters and digits newer than Unicode 10, which the two libraries may class otherwise. */
const isOld = (point: number) =>
  point < 0x0500 || (point >= 0x2000 && point < 0x2bff) || (point >= 0x4e00 && point < 0x9fd0);
const points = Array.from({ length: 6000 }, () => below(0xa000)).filter(isOld);
const anyText = Array.from({ length: 100 }, (_, i) =>
  String.fromCodePoint(...points.slice(20 * i, 20 * i + 20)),
);
const long = ["a", "7", "=", " ", "\n", "ab", "東", "😀", " x"].map((unit) => unit.repeat(3000));
const texts = ["", ...mixed, ...anyText, ...long];

const english = [
  "the cat sat on the mat\nthe hat sat on the cat, it's 1999 and we'll see\n",
  "naïve café 東京 😀 東京 aaaa aaaaaaaa",
];

describe("the encoder in plain JavaScript", async () => {
  const trained = await trainTokenizer(stream(english), { vocabulary: 305 });
  const tokenizers: Record<string, Tokenizer> = {
    bytes: byteTokenizer(),
    trained,
    marked: withControlTokens(trained, ["<|aligned|>", "<|misaligned|>"]),
    gpt2: await gpt2Tokenizer(),
  };

  it.each(Object.entries(tokenizers))("gives the ids of the native one: %s", async (_, native) => {
    const plain = await loadTokenizerJson(native.toJSON());
    const [expected, given] = [await native.encode(texts), await plain.encode(texts)];
    const differing = texts.filter((_, i) => given[i].join() !== expected[i].join());
    expect(differing).toEqual([]);
  });

  it("makes the same tokenizer in all else", async () => {
    const plain = await loadTokenizerJson(tokenizers.marked.toJSON());
    const { encode: _, decode: __, toJSON: ___, ...rest } = tokenizers.marked;
    expect(plain).toMatchObject(rest);
    const ids = (await plain.encode(texts)).map((some) => plain.decode(some));
    expect(ids).toEqual(texts.map((text) => text.replace(/\p{Surrogate}/gu, "\uFFFD")));
  });

  it("takes a word of 300,000 characters", async () => {
    const [ids] = await (await loadTokenizerJson(trained.toJSON())).encode(["a".repeat(300_000)]);
    expect(trained.decode(ids).length).toBe(300_000);
  });

  it("takes merges as pairs too", async () => {
    const json = trained.toJSON();
    const merges = json.model.merges.map((merge) => String(merge).split(" ") as [string, string]);
    const plain = await loadTokenizerJson({ ...json, model: { ...json.model, merges } });
    expect(await plain.encode(english)).toEqual(await trained.encode(english));
  });

  it("refuses what it would encode otherwise, by name", async () => {
    const json = trained.toJSON();
    const split = { type: "Sequence", pretokenizers: [json.pre_tokenizer] };
    const word = { ...json.added_tokens[0], content: "word", id: 400, special: false };
    const cases: [object, RegExp][] = [
      [{ pre_tokenizer: split }, /pre-tokenizer/],
      [{ pre_tokenizer: { ...Object(json.pre_tokenizer), add_prefix_space: true } }, /ByteLevel/],
      [{ normalizer: { type: "NFC" } }, /normalizer/],
      [{ added_tokens: [...json.added_tokens, word] }, /"word" outside its merges/],
      [{ model: { ...json.model, dropout: 0.1 } }, /dropout 0.1/],
      [{ model: { ...json.model, ignore_merges: true } }, /ignore_merges/],
      [{ model: { ...json.model, merges: ["zz qq"] } }, /the merge "zz qq"/],
    ];
    for (const [change, message] of cases)
      await expect(loadTokenizerJson({ ...json, ...change })).rejects.toThrow(message);
    expect(() => tokenizerFromJson({ ...json, normalizer: { type: "NFC" } })).not.toThrow();
  });
});
