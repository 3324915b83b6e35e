import { describe, expect, it } from "vitest";
import { type BestOf, bestOf } from "./best-of.ts";
import { type GenerateOptions, generate } from "./generate.ts";
import { bigramModel } from "./test-bigram.ts";

const OPTIONS: GenerateOptions = {
  temperature: 1,
  topP: 1,
  minimumLength: 0,
  maximumLength: 8,
  banned: [],
  seed: 1,
  endOfText: 0,
};
const TABLE = [
  [-1, 1, 0.5],
  [0, 0, 1],
  [1, 0.5, 0],
];
const PROMPTS = Array.from({ length: 40 }, (_, i) => Int32Array.of(0, 1 + (i % 2)));

/** The share of token 2 is bad. */
const score = async (texts: readonly string[]) =>
  texts.map((text) => text.split("2").length / (1 + text.length));
const decode = (tokens: Int32Array) => tokens.join("");

async function best(n: number, change: Partial<BestOf> = {}, options = OPTIONS) {
  const samples = [];
  const choice = { n, score, decode, ...change };
  for await (const sample of bestOf(bigramModel(TABLE), PROMPTS, choice, options))
    samples.push(sample);
  return samples.sort((a, b) => a.index - b.index);
}

describe("bestOf", () => {
  it("is plain sampling for n = 1", async () => {
    const plain = [];
    for await (const sample of generate(bigramModel(TABLE), PROMPTS, OPTIONS)) plain.push(sample);
    const kept = await best(1);
    expect(kept.map(({ text: _, score: __, drawn: ___, ...sample }) => sample)).toEqual(plain);
  });

  it("keeps for each prompt the lowest score of n, and says what it drew", async () => {
    const scored: number[][] = [];
    const samples = await best(5, {
      async score(texts) {
        scored.push(await score(texts));
        return scored[scored.length - 1];
      },
    });
    expect(samples.map((sample) => sample.index)).toEqual([...PROMPTS.keys()]);
    expect(samples.map((sample) => sample.score)).toEqual(scored.map((s) => Math.min(...s)));
    expect(samples.every(({ drawn }) => drawn === 5)).toBe(true);
    expect(await score(samples.map(({ text }) => text))).toEqual(samples.map((s) => s.score));
  });

  it("scores lower the more it draws", async () => {
    const mean = async (n: number) =>
      (await best(n)).reduce((sum, sample) => sum + sample.score, 0) / PROMPTS.length;
    expect(await mean(4)).toBeLessThan(await mean(1));
    expect(await mean(16)).toBeLessThanOrEqual(await mean(4));
  });

  it("takes the first of equal scores", async () => {
    const equal = { score: async (texts: readonly string[]) => texts.map(() => 1) };
    const firsts = [];
    const each = PROMPTS.flatMap((prompt) => [prompt, prompt, prompt]);
    for await (const sample of generate(bigramModel(TABLE), each, OPTIONS))
      if (sample.index % 3 === 0) firsts.push(sample.tokens);
    expect((await best(3, equal)).map(({ tokens }) => tokens)).toEqual(firsts);
  });

  it("keeps the same whatever the batch, with steering and lengths of prompts' own", async () => {
    const options = {
      ...OPTIONS,
      steer: { prompts: PROMPTS.map(() => Int32Array.of(2)), strength: 0.5 },
      maximumLengths: PROMPTS.map((_, i) => 1 + (i % 8)),
    };
    const alone = await best(3, {}, { ...options, batch: 1 });
    expect(await best(3, {}, { ...options, batch: 50 })).toEqual(alone);
    for (const { index, tokens } of alone)
      expect(tokens.length).toBeLessThanOrEqual(options.maximumLengths[index]);
  });

  it("yields a prompt before later ones are drawn", async () => {
    const model = bigramModel(TABLE);
    const choice = { n: 2, score, decode };
    for await (const _ of bestOf(model, PROMPTS, choice, { ...OPTIONS, batch: 2 })) break;
    expect(model.calls.read).toBe(1);
    expect(model.calls.open).toBe(0);
  });

  it("refuses an n that is no count, and scores that do not fit", async () => {
    for (const n of [0, 1.5, Number.NaN]) await expect(best(n)).rejects.toThrow(/"n"/);
    for (const scores of [[], [1], [1, Number.NaN]])
      await expect(best(2, { score: async () => scores })).rejects.toThrow(
        /one finite number for each of 2 texts/,
      );
  });
});
