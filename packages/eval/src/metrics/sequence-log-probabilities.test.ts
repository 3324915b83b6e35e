import { reference } from "@preflm/backend-reference";
import { random } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { bigramModel } from "../test-bigram.ts";
import { sequenceLogProbabilities } from "./sequence-log-probabilities.ts";

const CONFIG = { layers: 2, width: 8, heads: 2, context: 12, vocabulary: 11 };
const uniform = random(3, "sequences");
const tokens = (length: number) =>
  Int32Array.from({ length }, () => Math.floor(uniform() * CONFIG.vocabulary));
const bigrams = bigramModel(
  Array.from({ length: 11 }, () => Array.from({ length: 11 }, uniform)),
  12,
);

describe("sequenceLogProbabilities", () => {
  it("equals one evaluation a sequence, whatever stands beside it", async () => {
    const model = await reference().load(CONFIG, initialise(CONFIG, 1, 0.5));
    const sequences = Array.from({ length: 40 }, (_, i) => tokens(2 + ((5 * i) % 12)));
    const from = sequences.map(({ length }, i) => 1 + (i % (length - 1)));
    for (const batch of [1, 7, 64]) {
      const all = await sequenceLogProbabilities(model, sequences, { batch });
      const ends = await sequenceLogProbabilities(model, sequences, { batch, from });
      for (const [i, sequence] of sequences.entries()) {
        const columns = sequence.length - 1;
        const { logProbabilities } = await model.evaluate({
          ...{ rows: 1, columns, scores: new Float32Array(columns) },
          ...{ inputs: sequence.subarray(0, -1), targets: sequence.subarray(1) },
        });
        expect(all[i]).toEqual(logProbabilities);
        expect(ends[i]).toEqual(logProbabilities.subarray(from[i] - 1));
      }
    }
    model.dispose();
  });

  it("gives nothing for what has nothing to predict, in the order given", async () => {
    const sequences = [tokens(1), tokens(4), Int32Array.of(), tokens(2)];
    const lengths = (await sequenceLogProbabilities(bigrams, sequences)).map((s) => s.length);
    expect(lengths).toEqual([0, 3, 0, 1]);
    expect(await sequenceLogProbabilities(bigrams, [])).toEqual([]);
    const late = await sequenceLogProbabilities(bigrams, sequences, { from: 3 });
    expect(late.map((s) => s.length)).toEqual([0, 1, 0, 0]);
  });

  it("fills the context and one more, and names a sequence that is longer", async () => {
    const [full] = await sequenceLogProbabilities(bigrams, [tokens(13)]);
    expect(full.length).toBe(12);
    await expect(sequenceLogProbabilities(bigrams, [tokens(3), tokens(14)])).rejects.toThrow(
      /Sequence 1 has 14 tokens, but the model's context is 12/,
    );
  });

  it("names the sequence and the token whose log-probability is not finite", async () => {
    const broken = bigramModel([
      [0, 0, -Infinity],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const sequences = [Int32Array.of(0, 1, 1), Int32Array.of(1, 0, 2)];
    await expect(sequenceLogProbabilities(broken, sequences)).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringContaining("token 2 in sequence 1 is -Infinity"),
    });
    // What is not asked for is not judged.
    await expect(
      sequenceLogProbabilities(broken, sequences, { from: [1, 3] }),
    ).resolves.toBeDefined();
  });

  it("checks what it is given", async () => {
    const score = (options: object, given = [tokens(3)]) =>
      sequenceLogProbabilities(bigrams, given, options);
    await expect(score({ from: 0 })).rejects.toThrow(/"from" must be a whole number ≥ 1/);
    await expect(score({ from: [1, 2] })).rejects.toThrow(/2 numbers for 1 sequences/);
    await expect(score({ batch: 0 })).rejects.toThrow(/"batch"/);
    await expect(score({ form: 1 })).rejects.toThrow(/Did you mean "from"/);
  });

  it("hears how far it is", async () => {
    const heard: number[] = [];
    const sequences = [tokens(3), tokens(1), tokens(5)];
    const onProgress = (done: number) => heard.push(done);
    await sequenceLogProbabilities(bigrams, sequences, { batch: 1, onProgress });
    expect(heard).toEqual([2, 3]);
  });
});
