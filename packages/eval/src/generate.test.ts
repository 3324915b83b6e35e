import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import {
  type GeneratedSample,
  type GenerateOptions,
  generate,
  type Sampling,
  type SamplingProgress,
} from "./generate.ts";
import { bigramModel, softmax } from "./test-bigram.ts";

const END = 0;
/** Token 0 ends; 1 prefers 2, 2 prefers 3, 3 is undecided. */
const TABLE = [
  [-1, 1, 0.5, 0],
  [0, -1, 2, 0.5],
  [0.5, 0, -1, 2],
  [1, 1, 1, 1],
];
const PLAIN: Sampling = {
  temperature: 1,
  topP: 1,
  minimumLength: 0,
  maximumLength: 12,
  banned: [],
  seed: 5,
};

async function sampleAll(
  options: Partial<GenerateOptions>,
  prompts: readonly Int32Array[] = Array.from({ length: 200 }, () => Int32Array.of(END)),
  model = bigramModel(TABLE),
): Promise<readonly GeneratedSample[]> {
  const samples: GeneratedSample[] = [];
  for await (const sample of generate(model, prompts, { ...PLAIN, ...options, endOfText: END })) {
    samples.push(sample);
  }
  expect(model.calls.open).toBe(0);
  return samples.sort((a, b) => a.index - b.index);
}

describe("generate", () => {
  it("continues every prompt exactly once", async () => {
    const samples = await sampleAll({ batch: 7 });
    expect(samples.map((sample) => sample.index)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it("samples the same whatever the batch", async () => {
    const alone = await sampleAll({ batch: 1 });
    expect(await sampleAll({ batch: 64 })).toEqual(alone);
    expect(await sampleAll({ batch: 13 })).toEqual(alone);
  });

  it("samples the same whatever other prompts are there", async () => {
    const two = await sampleAll({}, [Int32Array.of(END), Int32Array.of(END)]);
    expect((await sampleAll({})).slice(0, 2)).toEqual(two);
  });

  it("depends on the seed, and on nothing else", async () => {
    expect(await sampleAll({})).toEqual(await sampleAll({}));
    expect(await sampleAll({ seed: 6 })).not.toEqual(await sampleAll({}));
  });

  it("decodes prompts of different lengths side by side, the shortest first", async () => {
    const prompts = [[0], [0, 1], [0], [0, 2, 3], [0, 1]].map((tokens) => Int32Array.from(tokens));
    const model = bigramModel(TABLE);
    const indices: number[] = [];
    for await (const { index } of generate(model, prompts, { ...PLAIN, batch: 4, endOfText: END }))
      indices.push(index);
    expect(indices).toEqual([0, 2, 1, 4, 3]);
    expect(model.calls.largestBatch).toBe(4);
  });

  it("samples the same after a prompt whatever the lengths beside it", async () => {
    const uniform = random(1, "prompts");
    const prompts = Array.from({ length: 60 }, () =>
      Int32Array.from({ length: 1 + Math.floor(30 * uniform()) }, () => 4 * uniform()),
    );
    const alone = await sampleAll({ batch: 1 }, prompts);
    for (const batch of [7, 60]) expect(await sampleAll({ batch }, prompts)).toEqual(alone);
  });

  it("gives each prompt its own maximum length, up to the last position of the context", async () => {
    const prompts = [6, 1, 3].map((length) => new Int32Array(length).fill(1));
    const maximumLengths = [3, 8, 6];
    const options = { banned: [END], maximumLength: 8, maximumLengths };
    for (const batch of [1, 3]) {
      const samples = await sampleAll({ ...options, batch }, prompts, bigramModel(TABLE, 8));
      expect(samples.map(({ tokens }) => tokens.length)).toEqual(maximumLengths);
    }
    for (const wrong of [
      [3, 8],
      [3, 8, 9],
      [3, 0, 6],
      [3, 1.5, 6],
    ])
      await expect(sampleAll({ ...options, maximumLengths: wrong }, prompts)).rejects.toThrow(
        /"maximumLengths" is a whole number for each of the 3 prompts/,
      );
  });

  it("reads a prompt of many samples once, and drops rows that have ended", async () => {
    const model = bigramModel(TABLE);
    const samples = await sampleAll({}, undefined, model);
    expect(model.calls.read).toBe(1);
    const fed = samples.reduce((sum, { tokens }) => sum + tokens.length, 0);
    expect(model.calls.rowSteps).toBeLessThan(1.2 * fed);
  });

  it("has no samples of no prompts", async () => {
    expect(await sampleAll({}, [])).toEqual([]);
  });

  it("follows the model: transitions have the model's frequencies", async () => {
    const prompts = Array.from({ length: 3000 }, () => Int32Array.of(END));
    const samples = await sampleAll({}, prompts);
    const seen = TABLE.map(() => TABLE.map(() => 0));
    for (const { tokens, ended } of samples) {
      const path = [END, ...tokens, ...(ended ? [END] : [])];
      for (let i = 1; i < path.length; i++) seen[path[i - 1]][path[i]]++;
    }
    for (const [from, row] of seen.entries()) {
      const total = row.reduce((sum, count) => sum + count, 0);
      softmax(TABLE[from]).forEach((p, to) => {
        const deviation = Math.sqrt(total * p * (1 - p));
        expect(Math.abs(row[to] - total * p)).toBeLessThan(4.5 * deviation);
      });
    }
  });

  it("reports the log-probability of what it sampled, the end included, whatever the temperature", async () => {
    for (const { tokens, ended, logProbability } of await sampleAll({
      temperature: 0.5,
      topP: 0.9,
    })) {
      const path = [END, ...tokens, ...(ended ? [END] : [])];
      let sum = 0;
      for (let i = 1; i < path.length; i++) sum += Math.log(softmax(TABLE[path[i - 1]])[path[i]]);
      expect(logProbability).toBeCloseTo(sum, 6);
    }
  });

  it("never samples a banned token", async () => {
    const samples = await sampleAll({ banned: [2] });
    expect(samples.flatMap((sample) => [...sample.tokens])).not.toContain(2);
  });

  it("never ends before the minimum length nor goes on after the maximum", async () => {
    const samples = await sampleAll({ minimumLength: 4, maximumLength: 9 });
    const lengths = samples.map((sample) => sample.tokens.length);
    expect(Math.min(...lengths)).toBe(4);
    expect(Math.max(...lengths)).toBe(9);
    for (const { tokens, ended } of samples) {
      expect(ended || tokens.length === 9).toBe(true);
      expect([...tokens]).not.toContain(END);
    }
  });

  it("stops stepping as soon as every row has ended", async () => {
    const ends = bigramModel([
      [9, -9],
      [9, -9],
    ]);
    await sampleAll({ minimumLength: 2, maximumLength: 40, temperature: 0 }, undefined, ends);
    expect(ends.calls.steps).toBe(2);
  });

  it("fills the context to the last position and says so when more is asked", async () => {
    const model = bigramModel(TABLE, 8);
    const [sample] = await sampleAll(
      { maximumLength: 7, banned: [END] },
      [Int32Array.of(0, 1)],
      model,
    );
    expect(sample.tokens.length).toBe(7);
    await expect(sampleAll({ maximumLength: 8 }, [Int32Array.of(0, 1)], model)).rejects.toThrow(
      /context is 8\. Use a "maximumLength" of at most 7/,
    );
    await expect(sampleAll({}, [Int32Array.of(0), new Int32Array(70)])).rejects.toThrow(
      /prompt 1 has 70 tokens.*context is 64\. Shorten it to at most 64 tokens/,
    );
  });

  it("frees the decoder when the listener throws", async () => {
    const model = bigramModel(TABLE);
    const fail = () => {
      throw new Error("stop");
    };
    const samples = generate(model, [Int32Array.of(0)], { ...PLAIN, endOfText: END }, fail);
    await expect(samples.next()).rejects.toThrow("stop");
    expect(model.calls.open).toBe(0);
  });

  it("reports progress that only grows and ends with everything", async () => {
    const prompts = Array.from({ length: 10 }, () => Int32Array.of(0));
    const seen: SamplingProgress[] = [];
    let tokens = 0;
    const options = { ...PLAIN, batch: 4, endOfText: END };
    for await (const sample of generate(bigramModel(TABLE), prompts, options, (p) => seen.push(p)))
      tokens += sample.tokens.length;
    expect(seen.map((p) => p.tokens)).toEqual(seen.map((p) => p.tokens).sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ samples: 10, total: 10, tokens });
  });

  it("says so when nothing is left to choose", async () => {
    await expect(sampleAll({ banned: [0, 1, 2, 3] })).rejects.toThrow(
      /4 banned tokens leave no other/,
    );
    await expect(sampleAll({ banned: [1, 2, 3], minimumLength: 1 })).rejects.toThrow(
      /lower "minimumLength"/,
    );
    const broken = bigramModel([[Number.NaN, 0]]);
    await expect(sampleAll({}, undefined, broken)).rejects.toThrow(/not finite.*diverged/);
  });

  it("refuses impossible settings by name", async () => {
    const bad: readonly (readonly [Partial<Sampling>, RegExp])[] = [
      [{ temperature: -1 }, /temperature/],
      [{ temperature: Infinity }, /temperature/],
      [{ topP: 0 }, /topP/],
      [{ topK: 0 }, /topK/],
      [{ minimumLength: 13 }, /minimumLength/],
      [{ banned: [4] }, /banned/],
      [{ batch: 0 }, /batch/],
      [{ seed: Number.NaN }, /seed/],
    ];
    for (const [options, message] of bad) await expect(sampleAll(options)).rejects.toThrow(message);
    const misspelt: object = { topp: 1 };
    await expect(sampleAll(misspelt)).rejects.toThrow(/Did you mean "topP"/);
    await expect(sampleAll({}, [new Int32Array(0)])).rejects.toThrow(/prompt 0 is empty/);
    await expect(sampleAll({}, [Int32Array.of(9)])).rejects.toThrow(
      /outside the model's vocabulary/,
    );
  });
});
