import { permutation, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { classify } from "./classify.ts";
import type { ClassifyOptions } from "./classify-options.ts";
import { type ClassifiedText, labelTokens } from "./labelled-text.ts";
import { moodModel, moods, moodWords } from "./test-support.ts";

const [train, test] = [moods(96, 1), moods(80, 2)];

async function grade(options: Partial<ClassifyOptions> = {}) {
  const { model, labels } = await moodModel(options.train ?? train);
  const fast = { epochs: 6, rows: 8, learningRate: 0.01 };
  return classify({ model, labels, tokenizer: moodWords, train, test, ...fast, ...options });
}

describe("classify", () => {
  it("labels all separable texts rightly, and says how it learnt that", async () => {
    const result = await grade();
    expect(result.accuracy.mean).toBe(1);
    expect(result.macroF1).toBe(1);
    expect(result.perLabel.map(({ f1 }) => f1)).toEqual([1, 1]);
    expect(result.predicted).toEqual(test.map(({ label }) => label));
    expect(result.curve.length).toBe(6);
    expect(result.curve[5].loss).toBeLessThan(result.curve[0].loss / 4);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("stays near chance on shuffled labels", async () => {
    const accuracies: number[] = [];
    for (const seed of [1, 2, 3]) {
      const order = permutation(train.length, random(seed, "shuffle"));
      const shuffled = train.map(({ text }, i) => ({ text, label: train[order[i]].label }));
      accuracies.push((await grade({ train: shuffled, epochs: 2 })).accuracy.mean);
    }
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.2);
  });

  it("does not depend on batches and order of the test texts", async () => {
    const texts = test.slice(0, 40);
    const usual = await grade({ test: texts, epochs: 1 });
    expect((await grade({ test: texts, epochs: 1, batch: 1 })).predicted).toEqual(usual.predicted);
    const order = permutation(texts.length, random(7, "order"));
    const reordered = await grade({ test: texts.map((_, i) => texts[order[i]]), epochs: 1 });
    expect(reordered.predicted).toEqual(texts.map((_, i) => usual.predicted[order[i]]));
    expect(reordered.curve).toEqual(usual.curve);
  });

  it("depends on the seed and nothing else", async () => {
    const once = await grade({ epochs: 1 });
    expect(await grade({ epochs: 1 })).toEqual(once);
    expect((await grade({ epochs: 1, seed: 2 })).curve).not.toEqual(once.curve);
  });

  it("compares with always answering the most frequent training label", async () => {
    const bad = test.filter(({ label }) => label === "bad").slice(0, 6);
    const good = test.filter(({ label }) => label === "good").slice(0, 2);
    const skewed = [...train, ...moods(200, 3).filter(({ label }) => label === "good")];
    const { majority } = await grade({ train: skewed, test: [...bad, ...good], epochs: 1 });
    expect(majority).toEqual({ label: "good", accuracy: 2 / 8 });
  });

  it("cuts what is longer than the context on the side it is told, and counts it", async () => {
    const filler = "the ".repeat(20);
    const moody = (label: string): ClassifiedText => ({
      text: `${label === "good" ? "glad" : "sour"} ${filler}`,
      label,
    });
    const long = [moody("good"), moody("bad")];
    const usual = await grade({ test: long });
    expect([usual.test, usual.train]).toEqual([
      { texts: 2, cut: 2 },
      { texts: 96, cut: 0 },
    ]);
    expect(usual.predicted).toEqual(["good", "bad"]);
    const ends = await grade({ test: long, keep: "end" });
    expect(new Set(ends.predicted).size).toBe(1); // only filler is left: the same text twice
  });

  it("takes a model with a value head, and a mark before each text", async () => {
    const { model, labels } = await moodModel(train, "linear");
    const result = await grade({ model, labels, prefix: "<|mark|>" });
    expect(result.accuracy.mean).toBeGreaterThan(0.95);
    expect(result.prefix).toBe("<|mark|>");
  });

  it("tells progress and stops when told", async () => {
    const seen: string[] = [];
    await grade({
      epochs: 2,
      rows: 40,
      onProgress: (done, total) => seen.push(`${done}/${total}`),
    });
    expect(seen).toEqual(["40/192", "80/192", "96/192", "136/192", "176/192", "192/192"]);
    await expect(grade({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "interrupted",
    });
  });

  it("refuses what cannot work, naming the text", async () => {
    const odd = [...test, { text: "the cat", label: "odd", source: "test.jsonl line 81" }];
    await expect(grade({ test: odd })).rejects.toThrow(
      'test.jsonl line 81 has the label "odd", which no training text has.',
    );
    await expect(grade({ test: [{ text: "", label: "Good" }] })).rejects.toThrow(
      'Test text 1 has the label "Good", which no training text has. Did you mean "good"?',
    );
    await expect(grade({ test: [] })).rejects.toThrow("There is no test text");
    await expect(grade({ labels: { good: 10, bad: 12 } })).rejects.toThrow(
      "a label with the token 12",
    );
    await expect(grade({ labels: { good: 10, bad: 0 } })).rejects.toThrow("a token of its own");
    await expect(grade({ prefix: "<|none|>" })).rejects.toThrow("no control token");
    await expect(grade({ epochs: 0 })).rejects.toThrow('"epochs"');
    const misspelt: object = { epoch: 1 };
    await expect(grade(misspelt)).rejects.toThrow('Did you mean "epochs"');
  });
});

describe("labelTokens", () => {
  it("gives the labels ids in alphabetical order, whatever the order of the texts", () => {
    const texts = ["b", "a", "c", "a"].map((label) => ({ text: "", label }));
    expect(labelTokens(texts, 100)).toEqual({ a: 100, b: 101, c: 102 });
    expect(labelTokens([...texts].reverse(), 100)).toEqual(labelTokens(texts, 100));
  });

  it("needs two labels", () => {
    expect(() => labelTokens([], 5)).toThrow("there is no text");
    expect(() => labelTokens([{ text: "", label: "x" }], 5)).toThrow('there is only the label "x"');
  });
});
