import { describe, expect, it } from "vitest";
import { meanScore } from "./document.ts";

describe("meanScore", () => {
  it("weighs segments equally, whatever their length", () => {
    const segments = [
      { text: "x", score: 1 },
      { text: "a much longer segment", score: 0.5 },
    ];
    expect(meanScore({ id: "1", segments })).toBe(0.75);
  });

  it("is 0 for a document without segments", () => {
    expect(meanScore({ id: "1", segments: [] })).toBe(0);
  });
});
