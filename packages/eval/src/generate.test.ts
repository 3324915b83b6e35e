import { describe, expect, it } from "vitest";
import {
  type GeneratedSample,
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
  options: Partial<Sampling>,
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

  it("groups prompts of different lengths, since a decoder takes equal ones", async () => {
    const prompts = [[0], [0, 1], [0], [0, 2, 3], [0, 1]].map((tokens) => Int32Array.from(tokens));
    const model = bigramModel(TABLE);
    const samples = await sampleAll({}, prompts, model);
    expect(samples.map((sample) => sample.index)).toEqual([0, 1, 2, 3, 4]);
    expect(model.calls.largestBatch).toBe(2);
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
    expect(ends.calls.steps).toBe(2 * Math.ceil(200 / 64));
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
    await expect(sampleAll({}, [new Int32Array(0)])).rejects.toThrow(/Prompt 0 is empty/);
    await expect(sampleAll({}, [Int32Array.of(9)])).rejects.toThrow(
      /outside the model's vocabulary/,
    );
  });
});
