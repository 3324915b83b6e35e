import { describe, expect, it } from "vitest";
import { lexicon } from "./lexicon.ts";
import { testScorer } from "./test-scorer.ts";

const words = ["idiot", "hate"];

testScorer(() => lexicon({ words }), { variants: [lexicon({ words: ["nice"] })] });

describe("lexicon", () => {
  it("scores the share of characters in listed words, in any case", async () => {
    const texts = ["I HATE it!", "hateful", ""];
    expect(await lexicon({ words }).score(texts)).toEqual([0.4, 0, 0]);
  });

  it("names what it found and where", async () => {
    expect(await lexicon({ words }).explain!("an idiot")).toEqual([
      { start: 3, end: 8, label: "idiot" },
    ]);
  });

  it("needs words", () => {
    expect(() => lexicon({ words: [] })).toThrow("at least one word");
  });
});
