import { describe, expect, it } from "vitest";
import { hash128, normal, permutation, random, randomFrom } from "./random.ts";

describe("random", () => {
  it("gives the same stream for the same keys and another for others", () => {
    const draw = (...keys: (string | number)[]) => Array.from({ length: 8 }, random(...keys));
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    expect(draw(1, "a")).not.toEqual(draw(2, "a"));
    expect(draw("1", "a")).not.toEqual(draw(1, "a"));
    expect(draw("ab", "c")).not.toEqual(draw("a", "bc"));
  });

  it("goes on from a saved state", () => {
    const stream = random(7);
    stream();
    const resumed = randomFrom(stream.state());
    expect(Array.from({ length: 5 }, resumed)).toEqual(Array.from({ length: 5 }, stream));
  });

  it("is uniform: mean, variance and every tenth within 5 standard errors", () => {
    const uniform = random("uniformity");
    const count = 200_000;
    const tenths = new Array(10).fill(0);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const u = uniform();
      sum += u;
      tenths[Math.floor(u * 10)]++;
    }
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    for (const n of tenths)
      expect(Math.abs(n / count - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / count));
  });

  it("has uncorrelated first draws across neighbouring keys", () => {
    const count = 20_000;
    let product = 0;
    let previous = random(0, "x")();
    for (let i = 1; i <= count; i++) {
      const next = random(i, "x")();
      product += (previous - 0.5) * (next - 0.5);
      previous = next;
    }
    expect(Math.abs((12 * product) / count)).toBeLessThan(5 / Math.sqrt(count));
  });
});

describe("normal", () => {
  it("has mean 0, variance 1 and kurtosis 3", () => {
    const uniform = random("normal");
    const count = 100_000;
    const moments = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const z = normal(uniform);
      moments[0] += z / count;
      moments[1] += z ** 2 / count;
      moments[2] += z ** 4 / count;
    }
    expect(Math.abs(moments[0])).toBeLessThan(0.02);
    expect(Math.abs(moments[1] - 1)).toBeLessThan(0.03);
    expect(Math.abs(moments[2] - 3)).toBeLessThan(0.2);
  });
});

describe("permutation", () => {
  it("holds each index once and moves most of them", () => {
    const order = permutation(1000, random("permutation"));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order].filter((value, i) => value === i).length).toBeLessThan(10);
  });
});

describe("hash128", () => {
  it("does not collide on 100,000 short keys", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(hash128("doc", i).join());
    expect(seen.size).toBe(100_000);
  });
});
