import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { textClassifier } from "./index.ts";
import { tinyModel, toxicity } from "./test-support.ts";

const folder = await tinyModel(toxicity);
const WORDS = ["you", "hate", "idiot", "kind", "kill", "the", "caf\u00e9", "\u6771\u4eac", "42"];

function randomTexts(count: number, longest: number): string[] {
  const uniform = random(Math.floor(Math.random() * 2 ** 32), "texts");
  const word = () => WORDS[Math.floor(uniform() * WORDS.length)];
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(uniform() * longest) }, word).join(" "),
  );
}

describe("a text classifier", () => {
  it("gives each label a score of its own, whatever the others have", async () => {
    const { labels, classify } = await textClassifier({ folder });
    expect(labels).toEqual(toxicity.labels);
    const texts = ["I hate you, idiot!", "Have a nice day.", "", "KILL"];
    const said = (await classify(texts)).map((scores) =>
      labels.filter((_, label) => scores[label] > 0.5),
    );
    expect(said).toEqual([["toxic", "insult"], [], [], ["threat"]]);
    for (const scores of await classify(texts))
      for (const score of scores) expect(Math.min(score, 1 - score)).toBeCloseTo(0.018, 2);
  });

  it("shares 1 among the labels of a single choice", async () => {
    const single = await tinyModel({ ...toxicity, problemType: "single_label_classification" });
    const { classify } = await textClassifier({ folder: single });
    const [scores] = await classify(["idiot"]);
    expect(scores.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(scores[4]).toBeGreaterThan(0.99);
    const several = await textClassifier({ folder: single, activation: "sigmoid" });
    expect(await several.classify(["idiot"])).toEqual(
      await (await textClassifier({ folder })).classify(["idiot"]),
    );
  });

  it("gives a text the same bits alone, among others and in any batch", async () => {
    const texts = [...randomTexts(60, 40), ...randomTexts(3, 600)];
    const together = await (await textClassifier({ folder })).classify(texts);
    for (const batch of [1, 2, 7]) {
      const { classify } = await textClassifier({ folder, batch });
      expect([...(await classify(texts.toReversed()))].reverse()).toEqual(together);
      for (const [i, text] of texts.entries())
        expect(await classify([text]), text).toEqual([together[i]]);
    }
  });

  it("reads the first tokens of a long text", async () => {
    const { classify } = await textClassifier({ folder });
    const insulted = async (words: number) =>
      (await classify([`${"the ".repeat(words)}idiot ${"the ".repeat(99_999)}`]))[0][4] > 0.5;
    // "the" is three pieces of the vocabulary; 510 fit between the marks.
    expect(await insulted(169)).toBe(true);
    expect(await insulted(170)).toBe(false);
    const short = await textClassifier({ folder, maximumTokens: 8 });
    const [scores] = await short.classify(["a b c d e idiot a"]);
    expect(scores[4]).toBeGreaterThan(0.5);
    const [cut] = await short.classify(["a b c d e f idiot"]);
    expect(cut[4]).toBeLessThan(0.5);
  });

  it("has an answer for no texts, and for any text", async () => {
    const { classify } = await textClassifier({ folder });
    expect(await classify([])).toEqual([]);
    const odd = [
      "\ud800",
      "\0",
      "\u202e",
      "[SEP]",
      "[PAD] idiot",
      "a".repeat(1e5),
      " ".repeat(1e6),
    ];
    for (const scores of await classify(odd))
      for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  });
});
