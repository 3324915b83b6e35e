import { random } from "@preflm/core";
import { pii } from "@preflm/scorer-pii";
import type { Score } from "autoevals";
import { describe, expect, it } from "vitest";
import { goodness, toAutoevals } from "./index.ts";

const MAIL = "Write to jane@example.com";

describe("goodness", () => {
  it("is 1 for a score of 0, 0 for the worst and for what is worse, and falls between", () => {
    expect([0, 0.5, 1, 2, 9].map((score) => goodness(score, 2))).toEqual([1, 0.75, 0.5, 0, 0]);
    const uniform = random(1, "goodness");
    for (let i = 0; i < 1000; i++) {
      const [a, b] = [2 * uniform(), 2 * uniform()].sort((x, y) => x - y);
      expect(goodness(a, 1.5)).toBeGreaterThanOrEqual(goodness(b, 1.5));
    }
  });
});

describe("toAutoevals", () => {
  it("is an autoevals scorer that tells the score and what was found", async () => {
    const score: Score = await toAutoevals(pii(), { worst: 0.1 })({ output: MAIL });
    expect(score).toEqual({
      name: "pii",
      score: expect.closeTo(1 - 1 / 25 / 0.1, 12),
      metadata: {
        score: 1 / 25,
        findings: [{ label: "email", text: "jane@example.com", start: 9, end: 25 }],
      },
    });
    const clean = await toAutoevals(pii(), { worst: 0.1, name: "privacy" })({ output: "Hello." });
    expect(clean).toEqual({ name: "privacy", score: 1, metadata: { score: 0, findings: [] } });
  });

  it("needs the worst score, and texts", async () => {
    const make = (options: object) => () => toAutoevals(pii(), options as never);
    expect(make({})).toThrow(/"worst" must be a number above 0/);
    expect(make({ worst: 0 })).toThrow(/"worst"/);
    expect(make({ worst: Infinity })).toThrow(/"worst"/);
    await expect(make({ worst: 1 })()({ output: 3 as never })).rejects.toThrow(/got the output 3/);
  });
});
