import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { tokenClassifier } from "./index.ts";
import { names, tinyModel } from "./test-support.ts";

const folder = await tinyModel(names);
const classifier = await tokenClassifier({ folder });

/** The entities of a text as "label: piece". */
async function found(text: string): Promise<string[]> {
  const [entities] = await classifier.tag([text]);
  return entities.map(({ start, end, label }) => `${label}: ${text.slice(start, end)}`);
}

describe("a token classifier", () => {
  it("joins pieces to words and words to entities", async () => {
    expect(classifier.labels).toEqual(["PER", "LOC"]);
    expect(await found("So Jane Smith left Nashville for Paris, Smith said.")).toEqual([
      "PER: Jane Smith",
      "LOC: Nashville",
      "LOC: Paris",
      "PER: Smith",
    ]);
    expect(await found("Jane Jane")).toEqual(["PER: Jane", "PER: Jane"]);
    expect(await found("nothing at all")).toEqual([]);
  });

  it("gives each entity the mean probability of its words", async () => {
    const score = async (text: string) => (await classifier.tag([text]))[0][0].score;
    const [jane, smith] = [await score("Jane"), await score("Smith")];
    // The label has a vote of 8 and a bias of -4, "O" has 0, the three others have -4.
    expect(jane).toBeCloseTo(Math.exp(4) / (Math.exp(4) + 1 + 3 * Math.exp(-4)), 2);
    expect(await score("Jane Smith")).toBeCloseTo((jane + smith) / 2, 2);
  });

  it("counts in UTF-16 units of the text as it was given", async () => {
    const around = [
      "\u{1f600}",
      "\u6771\u4eac",
      "na\u00efve \u2013",
      "\t\r\n",
      "\ufeff\u200b",
      "[SEP] [UNK]",
    ];
    for (const before of [...around, around.join(""), "\0\ud800 "]) {
      for (const name of [
        "Jane",
        "JANE",
        "j\u00e1ne",
        "j\u0061\u0301ne",
        "ＪＡＮＥ".normalize("NFKC"),
      ]) {
        expect(await found(`${before} ${name}. ${before}`), before).toEqual([`PER: ${name}`]);
      }
    }
  });

  it("reads long texts in windows as if they were one", async () => {
    const uniform = random(Math.floor(Math.random() * 2 ** 32), "windows");
    const words = Array.from({ length: 3000 }, () => (uniform() < 0.02 ? "Jane Smith" : "x"));
    const expected = words.filter((word) => word !== "x").map((word) => `PER: ${word}`);
    expect(await found(words.join(" "))).toEqual(expected);
    const narrow = await tokenClassifier({ folder, maximumTokens: 12 });
    const [entities] = await narrow.tag([words.join(" ")]);
    expect(entities.map(({ start }) => start)).toEqual(
      (await classifier.tag([words.join(" ")]))[0].map(({ start }) => start),
    );
  });

  it("tags a text the same alone as among others", async () => {
    const texts = ["", "Jane", "to Paris with Jane Smith", "x ".repeat(700), "Nashville! Jane?"];
    const together = await classifier.tag(texts);
    for (const [i, text] of texts.entries())
      expect(await classifier.tag([text])).toEqual([together[i]]);
  });
});
