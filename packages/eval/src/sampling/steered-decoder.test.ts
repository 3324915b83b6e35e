import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type GenerateOptions, generate, type Steer } from "../generate.ts";
import { bigramModel, softmax } from "../test-bigram.ts";

const END = 0;
const [ALIGNED, MISALIGNED] = [1, 2];
const uniform = random(2, "steer");
const TABLE = Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => 2 * uniform() - 1));
const PLAIN: GenerateOptions = {
  temperature: 1,
  topP: 0.95,
  minimumLength: 2,
  maximumLength: 10,
  banned: [ALIGNED, MISALIGNED],
  seed: 4,
  endOfText: END,
};
const after = (mark: number, count: number) =>
  Array.from({ length: count }, () => Int32Array.of(END, mark));

/** Samples of `count` prompts that end in the aligned mark. */
async function steered(strength: number | undefined, options: Partial<GenerateOptions> = {}) {
  const count = options.steer?.prompts.length ?? 50;
  const steer = strength === undefined ? {} : { steer: away(strength, count) };
  return collect(after(ALIGNED, count), { ...PLAIN, ...steer, ...options });
}

const away = (strength: number, count: number): Steer => ({
  prompts: after(MISALIGNED, count),
  strength,
});

async function collect(prompts: readonly Int32Array[], options: GenerateOptions) {
  const samples = [];
  for await (const sample of generate(bigramModel(TABLE), prompts, options)) samples.push(sample);
  return samples.sort((a, b) => a.index - b.index);
}

describe("steering", () => {
  it("changes nothing at strength 0", async () => {
    expect(await steered(0)).toEqual(await steered(undefined));
  });

  it("samples as after the other prompt at strength −1", async () => {
    const other = await collect(after(MISALIGNED, 50), PLAIN);
    const tokens = (samples: typeof other) => samples.map((sample) => [...sample.tokens]);
    expect(tokens(await steered(-1))).toEqual(tokens(other));
  });

  it("takes first tokens with the frequencies of the mixed logits", async () => {
    const count = 4000;
    const options = { topP: 1, banned: [], minimumLength: 0, maximumLength: 1 };
    const samples = await steered(1.5, { ...options, steer: away(1.5, count) });
    const mixed = TABLE[ALIGNED].map((logit, v) => 2.5 * logit - 1.5 * TABLE[MISALIGNED][v]);
    for (const [v, p] of softmax(mixed).entries()) {
      const seen = samples.filter(({ tokens }) => (tokens[0] ?? END) === v).length;
      expect(Math.abs(seen - count * p)).toBeLessThan(4.5 * Math.sqrt(count * p * (1 - p)));
    }
  });

  it("reports the log-probability under the model itself, after the aligned mark", async () => {
    for (const { tokens, ended, logProbability } of await steered(2)) {
      const path = [ALIGNED, ...tokens, ...(ended ? [END] : [])];
      let sum = 0;
      for (let i = 1; i < path.length; i++) sum += Math.log(softmax(TABLE[path[i - 1]])[path[i]]);
      expect(logProbability).toBeCloseTo(sum, 5);
    }
  });

  it("bans tokens and keeps the minimum length, whatever the strength", async () => {
    for (const { tokens } of await steered(3)) {
      expect(tokens.length).toBeGreaterThanOrEqual(2);
      expect(tokens.some((token) => PLAIN.banned.includes(token))).toBe(false);
    }
  });

  it("samples the same whatever the batch, and with prompts of other lengths", async () => {
    const prompts = after(ALIGNED, 30).map((prompt, i) => prompt.slice(i % 2));
    const steer = {
      strength: 0.7,
      prompts: prompts.map((_, i) => new Int32Array(1 + (i % 5)).fill(MISALIGNED)),
    };
    const alone = await collect(prompts, { ...PLAIN, steer, batch: 1 });
    for (const batch of [4, 30])
      expect(await collect(prompts, { ...PLAIN, steer, batch })).toEqual(alone);
  });

  it("refuses other prompts that are too few, too long or empty, and strengths that are no numbers", async () => {
    const bad: readonly (readonly [Partial<Steer>, RegExp])[] = [
      [{ prompts: after(MISALIGNED, 2) }, /"steer" has 2 prompts for 3/],
      [{ strength: Number.NaN }, /strength/],
      [{ prompts: [...after(MISALIGNED, 2), new Int32Array(60)] }, /steer prompt 2 has 60 tokens/],
      [{ prompts: [...after(MISALIGNED, 2), new Int32Array(0)] }, /steer prompt 2 is empty/],
    ];
    for (const [steer, message] of bad) {
      const options = { ...PLAIN, steer: { ...away(1, 3), ...steer } };
      await expect(collect(after(ALIGNED, 3), options)).rejects.toThrow(message);
    }
  });
});
