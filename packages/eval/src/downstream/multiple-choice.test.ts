import { describe, expect, it } from "vitest";
import { bigramModel } from "../test-bigram.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { ChoiceItem } from "./choice-items.ts";
import { type ChoiceOptions, multipleChoice } from "./multiple-choice.ts";

/** Letters a to c, é for two bytes, and a mark. */
const LETTERS = "abcé";
const tokenizer: TextTokenizer = {
  endOfText: 0,
  controlTokens: { "<|mark|>": 5 },
  textFingerprint: "letters",
  encode: async (texts) =>
    texts.map((text) => Int32Array.from(text, (letter) => 1 + LETTERS.indexOf(letter))),
  decode: (ids) => Array.from(ids, (id) => LETTERS[id - 1] ?? "").join(""),
};

/** Behind a, b has probability 0.2, c 0.5 and é 0.3; behind anything else, all letters are alike. */
const behindA = [0, 0, 0.2, 0.5, 0.3, 0];
const elsewhere = [0, 0.25, 0.25, 0.25, 0.25, 0];
const model = bigramModel(
  [0, 1, 2, 3, 4, 5].map((id) => (id === 1 ? behindA : elsewhere).map((p) => Math.log(p + 1e-12))),
  8,
);

const ask = (items: readonly ChoiceItem[], options: Partial<ChoiceOptions> = {}) =>
  multipleChoice({ model, tokenizer, items, ...options });
const means = async (item: ChoiceItem) => {
  const { total, perByte, perToken } = (await ask([item])).accuracies[0];
  return [total.mean, perByte.mean, perToken.mean];
};

describe("multipleChoice", () => {
  it("takes the most probable choice by the sum, by bytes and by tokens", async () => {
    // −ln p in nats: c 0.69; é 1.20, 0.60 a byte; cb 0.69 + 1.39 = 2.08, 1.04 a byte or token.
    const three = { context: "a", choices: ["c", "é", "cb"] };
    expect(await means({ ...three, answer: 0 })).toEqual([1, 0, 1]);
    expect(await means({ ...three, answer: 1 })).toEqual([0, 1, 0]);
    const two = { context: "a", choices: ["é", "cb"] };
    expect(await means({ ...two, answer: 1 })).toEqual([0, 0, 1]);
  });

  it("asks with and without a mark, and means over items, with intervals", async () => {
    const items = [
      { context: "", choices: ["ab", "ac"], answer: 0 },
      { context: "ba", choices: ["b", "c", "é"], answer: 1 },
    ];
    const result = await ask(items, { prefix: "<|mark|>" });
    expect(result.accuracies.map(({ prefix }) => prefix)).toEqual([undefined, "<|mark|>"]);
    expect(result.accuracies[0].total.mean).toBe(0.5);
    expect(result.accuracies[0].total.low).toBe(0);
    expect(result.accuracies[0].total.high).toBe(1);
    expect(result).toMatchObject({ items: 2, cut: 0, chance: (1 / 2 + 1 / 3) / 2 });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("does not depend on batches and order", async () => {
    const items = ["a", "ba", "", "cab"].flatMap((context) => [
      { context, choices: ["b", "cc", "éa"], answer: 0 },
      { context, choices: ["cc", "b"], answer: 0 },
    ]);
    const usual = await ask(items);
    expect(await ask(items, { batch: 1 })).toEqual(usual);
    const reversed = await ask([...items].reverse());
    expect(reversed.accuracies[0].perByte.mean).toBe(usual.accuracies[0].perByte.mean);
  });

  it("cuts long contexts on the left, alike for all choices of an item, and counts them", async () => {
    const choices = ["b", "c"];
    const long = { context: "c".repeat(20), choices, answer: 0 };
    const nearer = { context: `${"c".repeat(20)}a`, choices, answer: 1 };
    const result = await ask([long, nearer, { context: "a", choices, answer: 0 }]);
    expect(result.cut).toBe(2);
    expect((await ask([nearer])).accuracies[0].total.mean).toBe(1);
    await expect(ask([{ context: "", choices: ["b", "c".repeat(9)], answer: 0 }])).rejects.toThrow(
      "Item 1 has a choice of 9 tokens, which does not fit the model's context of 8",
    );
    expect((await ask([{ context: "", choices: ["b", "c".repeat(8)], answer: 0 }])).items).toBe(1);
  });

  it("tells progress over both ways of asking", async () => {
    const seen: string[] = [];
    const items = [{ context: "a", choices: ["b", "c"], answer: 0 }];
    await ask(items, { prefix: "<|mark|>", onProgress: (done, of) => seen.push(`${done}/${of}`) });
    expect(seen).toEqual(["2/4", "4/4"]);
  });

  it("refuses what cannot be answered, naming the item", async () => {
    const good = { context: "", choices: ["a", "b"], answer: 0 };
    const bad: readonly (readonly [Partial<ChoiceItem>, string])[] = [
      [{ choices: ["a"] }, "Item 2 has 1 choices; it needs two or more"],
      [{ choices: ["a", ""] }, "Item 2 has an empty choice"],
      [
        { answer: 2, source: "x.jsonl line 9" },
        "x.jsonl line 9 has the answer 2, but its choices are 0 to 1",
      ],
      [{ answer: -1 }, "the answer -1"],
      [{ answer: 0.5 }, "the answer 0.5"],
      [{ choices: ["a", "a"] }, 'Item 2 has 2 times the same choice "a"'],
      [{ choices: ["a", "b", "a"] }, 'Item 2 has its right choice "a" more than once'],
    ];
    for (const [change, message] of bad)
      await expect(ask([good, { ...good, ...change }])).rejects.toThrow(message);
    await expect(ask([])).rejects.toThrow("no item");
    await expect(ask([good], { prefix: "<|mork|>" })).rejects.toThrow('Did you mean "<|mark|>"');
  });
});
