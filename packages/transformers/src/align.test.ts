import { describe, expect, it } from "vitest";
import { alignerOf } from "./align.ts";

/** An aligner, and what it makes of tokens: the piece of the text for each. */
function pieces(probe: Record<string, string[]>, unknown: string) {
  const tokenizer = {
    tokenize: (text: string) => probe[text] ?? [],
    unk_token: unknown,
    encode: () => [],
    model_max_length: 512,
  };
  const aligner = alignerOf(tokenizer);
  return (text: string, tokens: string[]) =>
    aligner(text, tokens).map(({ start, end }) => text.slice(start, end));
}

const uncased = pieces({ "a \u00e9": ["a", "e"], "\u00e9": ["e"] }, "[UNK]");
const cased = pieces({ "a \u00e9": ["a", "\u00e9"], "\u00e9": ["\u00e9"] }, "[UNK]");
const bytes = pieces({ "a \u00e9": ["a", "\u0120\u00c3\u00a9"] }, "<unk>");
const sentencePiece = pieces(
  { "a \u00e9": ["\u2581a", "\u2581\u00e9"], "\u00e9": ["\u2581\u00e9"] },
  "<unk>",
);

describe("the aligner", () => {
  it("follows word pieces through case, accents and control characters", () => {
    expect(uncased("J\u00c1\u200bne  DOE\u0301s", ["ja", "##ne", "doe", "##s"])).toEqual([
      "J\u00c1",
      "ne",
      "DOE\u0301",
      "s",
    ]);
    expect(cased("\u0391\u03a3 E\u0301", ["\u03b1\u03c2", "E\u0301"])).toEqual([
      "\u0391\u03a3",
      "E\u0301",
    ]);
  });

  it("gives an unknown word piece its word, a mark alone being one", () => {
    expect(
      cased("\u{1f600}\u200d\u{1f600}x\ufeffy \u0301 z,\u6771\u4eac", [
        "[UNK]",
        "[UNK]",
        "z",
        ",",
        "[UNK]",
        "\u4eac",
      ]),
    ).toEqual(["\u{1f600}\u200d\u{1f600}x\ufeffy", "\u0301", "z", ",", "\u6771", "\u4eac"]);
    expect(uncased("see [UNK] x", ["see", "[UNK]", "x"])).toEqual(["see", "[UNK]", "x"]);
  });

  it("follows bytes, which may share a character", () => {
    expect(
      bytes("a \u00e9\u6771", ["a", "\u0120\u00c3", "\u00a9", "\u00e6\u013f", "\u00b1"]),
    ).toEqual(["a", "\u00e9", "\u00e9", "\u6771", "\u6771"]);
    expect(bytes("b", ["\u0120b"])).toEqual([""]);
  });

  it("follows sentence pieces, an unknown one up to the next known", () => {
    expect(
      sentencePiece("\uff28i \u{1f600}\u{1f600}the\ufb01", [
        "\u2581Hi",
        "\u2581",
        "<unk>",
        "thefi",
      ]),
    ).toEqual(["\uff28i", "", "\u{1f600}\u{1f600}", "the\ufb01"]);
    expect(sentencePiece("a \u{1f600}", ["\u2581a", "\u2581", "<unk>"])).toEqual([
      "a",
      "",
      "\u{1f600}",
    ]);
  });

  it("finds its place again after a token that is not in the text", () => {
    expect(uncased("one two three", ["one", "zwei", "three"])).toEqual(["one", "", "three"]);
  });
});
