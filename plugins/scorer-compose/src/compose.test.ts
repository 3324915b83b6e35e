import { random, type Scorer } from "@preflm/core";
import { lexicon, testScorer } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { compose } from "./index.ts";

const rude = () => lexicon({ words: ["idiot", "fool"] });
const loud = () => lexicon({ words: ["HEY", "idiot"] });

/** Cuts into pieces of a fixed length; scores capitals, in a document half of what they are alone. */
function capitals(length: number): Scorer {
  const score = (text: string) => text.replace(/[^A-Z]/g, "").length / Math.max(1, text.length);
  const cut = (text: string) => text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];
  return {
    specificationVersion: "v1",
    name: "capitals",
    fingerprint: `capitals ${length}`,
    annotate: async (documents) =>
      documents.map((document) => cut(document).map((text) => ({ text, score: score(text) / 2 }))),
    score: async (texts) => texts.map(score),
  };
}

const scorers = { capitals: capitals(1000), rude: rude() };
const weights = { capitals: 2 };
testScorer(() => compose({ scorers, weights }), {
  texts: ["Hey idiot", "good morning", "you fool\nhey"],
  variants: [
    compose({ scorers }),
    compose({ scorers, weights, by: "max" }),
    compose({ scorers, weights, gates: { rude: 0.5 } }),
    compose({ scorers, weights, segments: "rude" }),
    compose({ scorers: { ...scorers, rude: lexicon({ words: ["hey"] }) }, weights }),
    compose({ scorers: { rude: rude() } }),
  ],
});

/** Texts of rude, loud and other words over some lines. */
function texts(seed: number): readonly string[] {
  const uniform = random(seed, "texts");
  const words = ["idiot", "fool", "HEY", "hey", "Good", "morning", "\n", "\n"];
  const text = () =>
    Array.from({ length: Math.floor(uniform() * 12) }, () => words[Math.floor(uniform() * 8)]);
  return Array.from({ length: 40 }, () => text().join(" "));
}

describe("compose", () => {
  it("is the weighted sum or the maximum of what lies above its gate", async () => {
    const scorers = { rude: rude(), loud: loud() };
    for (const seed of [1, 2, 3]) {
      const uniform = random(seed, "settings");
      const weights = { rude: 0.1 + uniform(), loud: 3 * uniform() };
      const gates = { rude: 0.2 * uniform(), loud: 0.3 * uniform() };
      const given = texts(seed);
      const [x, y] = [await scorers.rude.score(given), await scorers.loud.score(given)];
      const counted = given.map((_, i) => [
        x[i] > gates.rude ? weights.rude * x[i] : 0,
        y[i] > gates.loud ? weights.loud * y[i] : 0,
      ]);
      const options = { scorers, weights, gates };
      const sums = await compose(options).score(given);
      for (const [i, sum] of sums.entries())
        expect(sum).toBeCloseTo(counted[i][0] + counted[i][1], 12);
      expect(await compose({ ...options, by: "max" }).score(given)).toEqual(
        counted.map((both) => Math.max(...both)),
      );
    }
  });

  it("does not count a score at its gate", async () => {
    const scorers = { rude: rude() };
    expect(await compose({ scorers, gates: { rude: 1 } }).score(["idiot"])).toEqual([0]);
    expect(await compose({ scorers, gates: { rude: 0.99 } }).score(["idiot"])).toEqual([1]);
  });

  it("takes the segments of the first scorer, or of the named one", async () => {
    const scorers = { lines: rude(), threes: capitals(3) };
    const cuts = async (scorer: Scorer) =>
      (await scorer.annotate(["Hey\nyou"]))[0].map(({ text }) => text);
    expect(await cuts(compose({ scorers }))).toEqual(["Hey\n", "you"]);
    expect(await cuts(compose({ scorers, segments: "threes" }))).toEqual(["Hey", "\nyo", "u"]);
  });

  it("asks a scorer that cuts alike to annotate, another to score the pieces", async () => {
    const documents = ["Hey\nyou", "HEY", "", "Hi!\nH"];
    const scorers = { threes: capitals(3), others: capitals(3) };
    const [alone] = [await capitals(3).annotate(documents)];
    const doubled = alone.map((all) => all.map(({ text, score }) => ({ text, score: 2 * score })));
    expect(await compose({ scorers }).annotate(documents)).toEqual(doubled);

    const mixed = await compose({ scorers: { lines: rude(), threes: capitals(3) } }).annotate(
      documents,
    );
    expect(mixed).toEqual([
      [
        { text: "Hey\n", score: 1 / 4 },
        { text: "you", score: 0 },
      ],
      [{ text: "HEY", score: 1 / 2 }], // both cut this one alike
      [],
      [
        { text: "Hi!\n", score: 1 / 4 },
        { text: "H", score: 1 },
      ],
    ]);
  });

  it("explains with each scorer's name before its labels, by place", async () => {
    const scorers = { rude: rude(), loud: loud(), capitals: capitals(3) };
    expect(await compose({ scorers }).explain?.("hey idiot")).toEqual([
      { start: 0, end: 3, label: "loud: hey" },
      { start: 4, end: 9, label: "loud: idiot" },
      { start: 4, end: 9, label: "rude: idiot" },
    ]);
    expect(compose({ scorers: { capitals: capitals(3) } }).explain).toBeUndefined();
  });

  it("composes what is composed", async () => {
    const inner = compose({ scorers: { rude: rude() }, weights: { rude: 2 } });
    const outer = compose({ scorers: { inner, loud: loud() }, weights: { inner: 3 }, by: "max" });
    expect(await outer.score(["fool", "hey"])).toEqual([6, 1]);
    expect(await outer.explain?.("fool")).toEqual([
      { start: 0, end: 4, label: "inner: rude: fool" },
    ]);
  });

  it("is the same scorer whatever the order, but for the first, whose segments it takes", () => {
    const [a, b] = [
      compose({ scorers: { rude: rude(), loud: loud() }, segments: "rude" }),
      compose({ scorers: { loud: loud(), rude: rude() }, segments: "rude" }),
    ];
    expect(a.fingerprint).toBe(b.fingerprint);
    expect(a.name).toBe("loud+rude");
    expect(compose({ scorers: { loud: loud(), rude: rude() } }).fingerprint).not.toBe(
      a.fingerprint,
    );
  });

  it("says what its scores are", () => {
    const unit = { label: "spans per 1,000 characters", scale: 1000 };
    const [x, y] = [
      { ...rude(), unit },
      { ...loud(), unit },
    ];
    const label = (options: Parameters<typeof compose>[0]) => compose(options).unit;
    expect(label({ scorers: { rude: x, loud: y }, weights: { rude: 2 } })).toEqual({
      label: "loud + 2·rude, spans per 1,000 characters",
      scale: 1000,
    });
    expect(label({ scorers: { rude: x, loud: loud() }, by: "max" })).toEqual({
      label: "max(loud, rude)",
      scale: 1,
    });
  });

  it("refuses what it cannot compose", () => {
    const refuse = (options: unknown, message: RegExp) =>
      expect(() => compose(options as Parameters<typeof compose>[0])).toThrow(message);
    const scorers = { pii: rude() };
    refuse({}, /"scorers" must hold scorers by name/);
    refuse({ scorers: {} }, /"scorers" must hold/);
    refuse({ scorers: [rude()] }, /"scorers" must hold/);
    refuse({ scorers: { pii: "pii" } }, /"scorers.pii" must be a scorer.*got "pii"/);
    refuse({ scorers, weights: { pi: 1 } }, /"weights" names "pi".*Did you mean "pii"/);
    refuse({ scorers, weights: { pii: 0 } }, /"weights.pii" must be a number above 0, got 0/);
    refuse({ scorers, weights: 2 }, /"weights" must hold numbers/);
    refuse({ scorers, gates: { pii: -1 } }, /"gates.pii" must be a number ≥ 0/);
    refuse({ scorers, by: "mean" }, /"by" must be one of "sum", "max"/);
    refuse({ scorers, segments: "toxicity" }, /"segments" must be one of "pii"/);
    refuse({ scorers, pii: 1 }, /no option "pii"/);
  });
});
