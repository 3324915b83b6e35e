import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { bigramModel, softmax } from "../test-bigram.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import { checkpointReference } from "./checkpoint-reference.ts";
import { divergence, logRatios } from "./divergence.ts";
import { GOOD, GOOD_ID, letters } from "./test-letters.ts";

const uniform = random(5, "tables");
const table = (size: number) =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => 2 * uniform()));
/** The reference knows end-of-text and three letters, the model two marks besides. */
const [P, Q] = [table(4), table(6)];
const plain: TextTokenizer = { ...letters, controlTokens: {} };
const reference = checkpointReference({ name: "p", model: bigramModel(P), tokenizer: plain });
const LENGTH = 6;

/** KL over texts of at most `LENGTH` tokens by the chain rule; the model reads `first` before the text. */
function analytic(q: readonly (readonly number[])[], first: number): number {
  let [sum, state] = [0, [1, 0, 0, 0]];
  for (let t = 0; t < LENGTH; t++) {
    const next = [0, 0, 0, 0];
    state.forEach((weight, token) => {
      const [ours, theirs] = [softmax(P[token]), softmax(q[t === 0 ? first : token])];
      ours.forEach((p, to) => {
        sum += weight * p * Math.log(p / theirs[to]);
        if (to > 0) next[to] += weight * p;
      });
    });
    state = next;
  }
  return sum;
}

describe("divergence", () => {
  it("holds the analytic KL of two models in its interval", async () => {
    const samples = await reference.sample(3000, { tokens: LENGTH, seed: 2 });
    const unmarked = await divergence(bigramModel(Q), letters, samples);
    expect(unmarked.nats.low).toBeLessThan(analytic(Q, 0));
    expect(unmarked.nats.high).toBeGreaterThan(analytic(Q, 0));
    expect(unmarked.nats.high - unmarked.nats.low).toBeLessThan(0.4 * analytic(Q, 0));
    expect(unmarked).toMatchObject({ reference: "p", samples: 3000 });
    expect(unmarked.natsWithMarks).toBeUndefined();

    const marked = await divergence(bigramModel(Q), letters, samples, { prefix: GOOD });
    expect(marked.nats.low).toBeLessThan(analytic(Q, GOOD_ID));
    expect(marked.nats.high).toBeGreaterThan(analytic(Q, GOOD_ID));
    const cost = -Math.log(softmax(Q[0])[GOOD_ID]);
    expect(marked.natsWithMarks).toBeCloseTo(marked.nats.mean + cost, 5);
    expect([unmarked.insert, marked.insert]).toEqual([undefined, "start"]);
  });

  it("of a model from itself is exactly 0 for every text", async () => {
    const samples = await reference.sample(200, { tokens: LENGTH, seed: 3 });
    const ratios = await logRatios(bigramModel(P), plain, samples);
    expect(ratios.map(({ nats }) => nats)).toEqual(Array(200).fill(0));
    const { nats } = await divergence(bigramModel(P), plain, samples);
    expect(nats).toEqual({ mean: 0, low: 0, high: 0 });
  });

  it("counts the end-of-text only where the reference counted it", async () => {
    const logProbabilities = [-1];
    const texts = ["ab"];
    const of = async (ended?: readonly boolean[]) =>
      (
        await logRatios(bigramModel(Q), letters, {
          ...{ model: "r", texts, logProbabilities },
          ...(ended ? { ended } : {}),
        })
      )[0].nats;
    const end = -Math.log(softmax(Q[2])[0]);
    expect(await of([true])).toBeCloseTo((await of([false])) + end, 5);
    expect(await of()).toBe(await of([false]));
  });

  it("compares as text if the tokenizers differ, and in the reference's tokens if they agree", async () => {
    // Text says "a", the tokens say b: only a tokenizer of the same fingerprint may believe the tokens.
    const samples = {
      model: "r",
      texts: ["a"],
      logProbabilities: [0],
      tokens: [[2]],
      tokenizer: "abc",
    };
    const [same] = await logRatios(bigramModel(Q), letters, samples);
    const [other] = await logRatios(bigramModel(Q), { ...letters, textFingerprint: "x" }, samples);
    expect(same.nats).toBeCloseTo(-Math.log(softmax(Q[0])[2]), 5);
    expect(other.nats).toBeCloseTo(-Math.log(softmax(Q[0])[1]), 5);
  });

  it("leaves out texts that were cut within a character, and says how many", async () => {
    const texts = ["ab", "a\ufffd", "c"];
    const samples = { model: "r", texts, logProbabilities: [-1, -2, -3] };
    const ratios = await logRatios(bigramModel(Q), letters, samples);
    expect(ratios.map(({ index }) => index)).toEqual([0, 2]);
    expect(ratios[1].nats).toBeCloseTo(-3 - Math.log(softmax(Q[0])[3]), 5);
    expect(await divergence(bigramModel(Q), letters, samples)).toMatchObject({
      ...{ samples: 2, leftOut: 1 },
    });
    const none = { model: "r", texts: ["\ufffd"], logProbabilities: [-1] };
    await expect(divergence(bigramModel(Q), letters, none)).rejects.toThrow(/half a character/);
    // Where the tokens are known, nothing is cut.
    const known = { ...none, tokens: [[1]], tokenizer: "abc" };
    expect((await divergence(bigramModel(Q), letters, known)).samples).toBe(1);
  });

  it("has one point as its interval for equal samples", async () => {
    const samples = { model: "r", texts: ["ab", "ab", "ab"], logProbabilities: [-2, -2, -2] };
    const { nats } = await divergence(bigramModel(Q), letters, samples);
    expect(nats.low).toBe(nats.high);
  });

  it("refuses what it cannot compare, and says why", async () => {
    const of = (changes: object, options = {}, context = 8) => {
      const samples = { model: "r", texts: ["ab", "c"], logProbabilities: [-1, -2], ...changes };
      return divergence(bigramModel(Q, context), letters, samples, options);
    };
    await expect(of({ texts: [], logProbabilities: [] })).rejects.toThrow(/are none/);
    await expect(of({ logProbabilities: [-1] })).rejects.toThrow(/1 log-probabilities for 2 texts/);
    for (const bad of [Number.NaN, -Infinity])
      await expect(of({ logProbabilities: [-1, bad] })).rejects.toThrow(/for text 1/);
    await expect(of({ texts: ["ab", "z"] })).rejects.toThrow(/"z" does not survive/);
    await expect(of({ texts: ["ab", "a".repeat(9)] })).rejects.toThrow(
      /1 of the reference's 2 texts.*context of 8: up to 9 tokens/,
    );
    await expect(of({ texts: ["ab", "a".repeat(8)] })).resolves.toBeDefined();
    await expect(of({}, { prefix: "<|god|>" })).rejects.toThrow(/Did you mean "<\|good\|>"/);
    await expect(of({}, { insert: "line" })).rejects.toThrow(/"start", "lines"/);
    const broken = Q.map((row, token) => (token === 2 ? row.map(() => Number.NaN) : row));
    const samples = { model: "r", texts: ["a", "bc"], logProbabilities: [-1, -2] };
    await expect(divergence(bigramModel(broken), letters, samples)).rejects.toThrow(
      /token 2 in sequence 1 is NaN/,
    );
  });
});
