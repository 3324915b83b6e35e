import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  it("keeps the smallest distances, in order", () => {
    const uniform = random(1, "nearest");
    const distances = Array.from({ length: 300 }, () => uniform());
    const kept = nearest<number>(7, uniform);
    for (const distance of distances) kept.offer(distance, distance, String(distance));
    expect(kept.list()).toEqual([...distances].sort((a, b) => a - b).slice(0, 7));
  });

  it("gives each of many ties the same chance", () => {
    const counts = new Array<number>(20).fill(0);
    for (let trial = 0; trial < 2000; trial++) {
      const kept = nearest<number>(5, random(trial, "ties"));
      for (let i = 0; i < 20; i++) kept.offer(i, 0, String(i));
      for (const i of kept.list()) counts[i]++;
    }
    // 500 expected each, standard deviation 19.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it("keeps a text once", () => {
    const kept = nearest<string>(3, random(1, "texts"));
    for (const text of ["a", "a", "b", "a"]) kept.offer(text, 0, text);
    expect([...kept.list()].sort()).toEqual(["a", "b"]);
  });
});
