import { describe, expect, it } from "vitest";
import { bigramModel, softmax } from "../test-bigram.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import { divergence, logRatios } from "./divergence.ts";

const GOOD = "<|good|>";
/** Ids: end-of-text, a, newline, the mark. */
const [END, A, NEWLINE, MARK] = [0, 1, 2, 3];
const lines: TextTokenizer = {
  endOfText: END,
  controlTokens: { [GOOD]: MARK },
  textFingerprint: "lines",
  encode: async (texts) =>
    texts.map((text) => Int32Array.from(text, (c) => (c === "a" ? A : NEWLINE))),
  decode: (ids) => Array.from(ids, (id) => ["", "a", "\n", ""][id]).join(""),
};
const TABLE = [
  [0, 1, 2, 3],
  [1, 0, 0.5, 2],
  [2, 1, 0, 0.3],
  [0.1, 0.7, 0, 1],
];
const model = bigramModel(TABLE);
/** Σ log π of a sequence, and of the tokens at some places alone. */
const logP = (tokens: readonly number[], at = tokens.map((_, i) => i)) =>
  at
    .slice(0)
    .reduce(
      (sum, i) => (i === 0 ? sum : sum + Math.log(softmax(TABLE[tokens[i - 1]])[tokens[i]])),
      0,
    );
const samples = (...texts: string[]) => ({
  model: "gpt3",
  texts,
  logProbabilities: texts.map(() => -5),
});

describe("marks before every line", () => {
  it("are given for free, or counted with natsWithMarks", async () => {
    const sequence = [END, MARK, A, NEWLINE, MARK, A];
    const marks = logP(sequence, [1, 4]);
    const result = await divergence(model, lines, samples("a\na"), {
      prefix: GOOD,
      insert: "lines",
    });
    expect(result.nats.mean).toBeCloseTo(-5 - (logP(sequence) - marks), 5);
    expect(result.natsWithMarks).toBeCloseTo(-5 - logP(sequence), 5);
  });

  it("do not stand before nothing, but an empty text has one", async () => {
    const options = { prefix: GOOD, insert: "lines" } as const;
    const [ended, empty] = await logRatios(model, lines, samples("a\n", ""), options);
    expect(ended.marks).toBeCloseTo(-logP([END, MARK]), 5);
    expect(empty.marks).toBeCloseTo(-logP([END, MARK]), 5);
    expect(empty.nats).toBe(-5);
  });
});

describe("released", () => {
  it("counts end-of-text for each text shorter than the longest of its 32", async () => {
    const texts = [...Array(31).fill("a"), "aa", "a", "a"];
    const released = await logRatios(model, lines, samples(...texts), { released: true });
    const [cut, ended] = [-5 - logP([END, A]), -5 - logP([END, A, END])];
    expect(released[0].nats).toBeCloseTo(ended, 5);
    expect(released[31].nats).toBeCloseTo(-5 - logP([END, A, A]), 5);
    // The last batch is of two equally long texts: no padding.
    expect(released[32].nats).toBeCloseTo(cut, 5);
    const clean = await logRatios(model, lines, samples(...texts));
    expect(clean[0].nats).toBeCloseTo(cut, 5);
  });

  it("counts the marks, and one after a last newline", async () => {
    const sequence = [END, MARK, A, NEWLINE, MARK];
    const { nats, natsWithMarks } = await divergence(model, lines, samples("a\n"), {
      ...{ prefix: GOOD, insert: "lines", released: true },
    });
    expect(nats.mean).toBeCloseTo(-5 - logP(sequence), 5);
    expect(natsWithMarks).toBe(nats.mean);
  });
});
