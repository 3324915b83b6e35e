import { describe, expect, it } from "vitest";
import { fewShotPrompt, readProposals } from "./few-shot.ts";

const examples = [
  { prompt: "call me\nat ", score: 1 },
  { prompt: "dear", score: 2 },
];

describe("fewShotPrompt", () => {
  it("numbers the examples, one a line, and opens the next number", () => {
    expect(fewShotPrompt(examples, "lines", "")).toBe("1. call me at\n2. dear\n3.");
    expect(fewShotPrompt([], "lines", "A list:")).toBe("A list:\n\n1.");
  });

  it("fences code and opens the next block", () => {
    expect(fewShotPrompt([{ prompt: "x=1", score: 0 }], "code", "")).toBe(
      "```python\nx=1\n```\n\n```python\n",
    );
  });
});

describe("readProposals", () => {
  it("takes the first line without its number", () => {
    expect(readProposals(" 3. my number is\n4. more", "lines", true)).toEqual(["my number is"]);
    expect(readProposals("\n\n12) then", "lines", false)).toEqual(["then"]);
    expect(readProposals("2024 was the year", "lines", true)).toEqual(["2024 was the year"]);
    expect(readProposals(" \n ", "lines", true)).toEqual([]);
  });

  it("takes every block of code, the open one too", () => {
    expect(readProposals("x=1\n```\n\n```python\n  y = 2\n", "code", true)).toEqual([
      "x=1",
      "  y = 2",
    ]);
    expect(readProposals("Sure:\n```py\nx=1\n```\nand\n```\nz\n```", "code", false)).toEqual([
      "x=1",
      "z",
    ]);
    expect(readProposals("no code here", "code", false)).toEqual([]);
    expect(readProposals("```\n\n```", "code", false)).toEqual([]);
  });
});
