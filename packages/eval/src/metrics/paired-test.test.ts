import { normal, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { bigramModel, softmax } from "../test-bigram.ts";
import { documentBits, pairedBitsPerByte } from "./document-bits.ts";
import { pairedTest } from "./paired-test.ts";

describe("pairedTest", () => {
  it("has the exact p-value where all sign flips can be tried", () => {
    // Of 2³ flips of 1, 2 and 4, only all the same sign reaches 7.
    const { difference, pValue, pairs } = pairedTest([2, 3, 5, 7], [1, 1, 1, 7]);
    expect(difference.mean).toBeCloseTo(7 / 4, 12);
    expect(pValue).toBe(2 / 8);
    expect(pairs).toBe(4);
    expect(pairedTest([1, 1], [1, 1])).toMatchObject({
      pValue: 1,
      difference: { low: 0, high: 0 },
    });
  });

  it("turns round when a and b do", () => {
    const uniform = random(1, "paired");
    const [a, b] = [0, 1].map(() => Array.from({ length: 40 }, uniform));
    const [there, back] = [pairedTest(a, b), pairedTest(b, a)];
    expect(back.difference.mean).toBeCloseTo(-there.difference.mean, 12);
    expect(back.pValue).toBeCloseTo(there.pValue, 12);
  });

  it("alarms falsely as often as it should, and its interval holds the truth", () => {
    const uniform = random(2, "paired");
    let [alarms, held] = [0, 0];
    const trials = 400;
    for (let seed = 0; seed < trials; seed++) {
      // Pairs have much in common, and heavy tails.
      const a = Array.from({ length: 30 }, () => Math.exp(normal(uniform)));
      const b = a.map((value) => value + Math.exp(normal(uniform)) - Math.exp(normal(uniform)));
      const { difference, pValue } = pairedTest(a, b, { seed, resamples: 300, permutations: 199 });
      if (pValue <= 0.05) alarms++;
      if (difference.low <= 0 && 0 <= difference.high) held++;
    }
    expect(alarms / trials).toBeGreaterThan(0.02);
    expect(alarms / trials).toBeLessThan(0.08);
    expect(held / trials).toBeGreaterThan(0.88);
  });

  it("sees a small difference that unpaired means would not", () => {
    const uniform = random(3, "paired");
    const a = Array.from({ length: 100 }, () => Math.exp(2 * normal(uniform)));
    const b = a.map((value) => value - 0.1 + 0.05 * normal(uniform));
    const { difference, pValue } = pairedTest(a, b);
    expect(pValue).toBe(1 / 10_000);
    expect(difference.low).toBeGreaterThan(0.05);
  });

  it("refuses what is not paired", () => {
    expect(() => pairedTest([1], [1, 2])).toThrow(/1 and 2 values/);
    expect(() => pairedTest([], [])).toThrow(/no pairs/);
    expect(() => pairedTest([1, Number.NaN], [1, 2])).toThrow(/pair 1/);
  });
});

describe("documentBits", () => {
  const table = [
    [0, 1, 2],
    [2, 0, 1],
    [1, 1, 0],
  ];
  const byteLengths = [0, 1, 3];
  const bits = (from: number, to: number) => -Math.log2(softmax(table[from])[to]);

  it("counts each document alone, and every token once though the context is short", async () => {
    const documents = [Int32Array.of(0, 1, 2, 2, 1, 0, 1), Int32Array.of(0), Int32Array.of(0, 2)];
    const whole = bits(0, 1) + bits(1, 2) + bits(2, 2) + bits(2, 1) + bits(0, 1);
    for (const context of [1, 2, 4, 64]) {
      const [long, empty, short] = await documentBits(bigramModel(table, context), documents, {
        byteLengths,
      });
      expect(long.bits).toBeCloseTo(whole, 5);
      expect(long.bytes).toBe(1 + 3 + 3 + 1 + 1);
      expect(empty).toEqual({ bits: 0, bytes: 0 });
      expect(short).toEqual({ bits: expect.closeTo(bits(0, 2), 5), bytes: 3 });
    }
  });

  it("is compared by document, each weighing as its bytes", () => {
    const a = [
      { bits: 10, bytes: 4 },
      { bits: 90, bytes: 36 },
      { bits: 0, bytes: 0 },
    ];
    const b = [
      { bits: 8, bytes: 4 },
      { bits: 54, bytes: 36 },
      { bits: 0, bytes: 0 },
    ];
    const { difference, pairs } = pairedBitsPerByte(a, b);
    expect(difference.mean).toBeCloseTo(100 / 40 - 62 / 40, 12);
    expect(difference.low).toBeGreaterThanOrEqual(0.5);
    expect(difference.high).toBeLessThanOrEqual(1);
    expect(pairs).toBe(2);
    expect(() => pairedBitsPerByte(a, [{ bits: 1, bytes: 5 }, ...b.slice(1)])).toThrow(
      /document 0/,
    );
    expect(() => pairedBitsPerByte([a[2]], [b[2]])).toThrow(/all documents are empty/);
  });
});
