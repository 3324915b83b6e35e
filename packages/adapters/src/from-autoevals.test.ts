import type { Scorer } from "@preflm/core";
import { testScorer } from "@preflm/testkit";
import { textLines } from "@preflm/text";
import { ExactMatch, Levenshtein, ValidJSON } from "autoevals";
import { describe, expect, it } from "vitest";
import { type AutoevalsFunction, fromAutoevals, toAutoevals } from "./index.ts";

const json = (options: object = {}) =>
  fromAutoevals(ValidJSON, { name: "valid-json", version: "autoevals 0.3.0", ...options });

testScorer(() => json(), {
  texts: ['{"a": 1}', "{a: 1}"],
  variants: [
    json({ segments: textLines }),
    fromAutoevals(({ output }) => ExactMatch({ output, expected: "{a: 1}" }), {
      name: "exact",
      version: "{a: 1}",
    }),
  ],
});

describe("fromAutoevals", () => {
  it("turns 1 is best into 0 is best", async () => {
    expect(await json().score(['{"a": 1}', "{a: 1}"])).toEqual([0, 1]);
    const near: AutoevalsFunction = ({ output }) => Levenshtein({ output, expected: "kitten" });
    const scorer = fromAutoevals(near, { name: "near", version: "kitten" });
    const [same, close, far] = await scorer.score(["kitten", "sitten", "zzzzzz"]);
    expect([same, close, far]).toEqual([0, expect.closeTo(1 / 6, 12), 1]);
  });

  it("scores a document whole, or in the segments of a function", async () => {
    const text = '{"a": 1}\n[oops';
    expect(await json().annotate([text, ""])).toEqual([[{ text, score: 1 }], []]);
    expect(await json({ segments: textLines }).annotate([text])).toEqual([
      [
        { text: '{"a": 1}\n', score: 0 },
        { text: "[oops", score: 1 },
      ],
    ]);
    await expect(
      json({ segments: (document: string) => document.split(" ") }).annotate(["a b"]),
    ).rejects.toThrow(/do not concatenate back.*sentences of @preflm\/text/);
  });

  it("gives texts without a score the one that was chosen, or says that none was", async () => {
    const none = (missing?: number) =>
      fromAutoevals(({ output }) => ({ name: "none", score: output ? null : 1 }), {
        name: "none",
        version: "1",
        ...(missing === undefined ? {} : { missing }),
      });
    expect(await none(0.25).score(["", "x"])).toEqual([0, 0.25]);
    await expect(none().score(["x"])).rejects.toThrow(/gave "x" no score.*option "missing"/);
    expect(none(0).fingerprint).not.toBe(none().fingerprint);
  });

  it("refuses scores that are none, and passes on what a scorer rejects with", async () => {
    const broken = (score: unknown) =>
      fromAutoevals((() => ({ name: "x", score })) as unknown as AutoevalsFunction, {
        name: "x",
        version: "1",
      }).score(["a"]);
    for (const score of [2, -0.1, NaN, "1", undefined])
      await expect(broken(score)).rejects.toThrow(/expected a number from 0 to 1/);
    const offline = fromAutoevals(() => Promise.reject(new Error("no network")), {
      name: "judge",
      version: "1",
    });
    await expect(offline.annotate(["a"])).rejects.toThrow("no network");
  });

  it("keeps at most so many texts in work, and their order", async () => {
    let working = 0;
    let most = 0;
    const slow: AutoevalsFunction = async ({ output }) => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setTimeout(resolve, 5 - (Number(output) % 5)));
      working--;
      return { name: "slow", score: 1 - Number(output) / 100 };
    };
    const scorer = fromAutoevals(slow, { name: "slow", version: "1", concurrency: 3 });
    const numbers = Array.from({ length: 30 }, (_, i) => i);
    const scores = await scorer.score(numbers.map(String));
    expect(scores.map((score) => Math.round(100 * score))).toEqual(numbers);
    expect(most).toBe(3);
  });

  it("undoes toAutoevals for scores up to 1", async () => {
    const share: Scorer = {
      ...json(),
      score: async (texts) => texts.map((text) => Number(text)),
    };
    const there = toAutoevals(share, { worst: 1 });
    const back = fromAutoevals(there, { name: "share", version: "1" });
    expect(await back.score(["0", "0.25", "1", "7"])).toEqual([0, 0.25, 1, 1]);
  });

  it("needs a name and a version", () => {
    const make = (options: object) => () => fromAutoevals(ValidJSON, options as never);
    expect(make({ name: "x" })).toThrow(/"version" must be a string/);
    expect(make({ version: "1" })).toThrow(/"name" must be a string/);
    expect(make({ name: "x", version: "1", segment: textLines })).toThrow(/mean "segments"/);
    expect(make({ name: "x", version: "1", missing: 2 })).toThrow(/"missing" must be a number/);
  });
});
