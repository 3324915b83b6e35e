import { describe, expect, it } from "vitest";
import { readableJson } from "./readable-json.ts";

describe("readable JSON", () => {
  const value = {
    scores: [0, -1.5, 2e-7],
    nested: [{ a: [1] }, [], [[1, 2], ["x"]]],
    text: "[\n  1,\n  2\n]",
    none: null,
  };

  it("says the same", () => {
    expect(JSON.parse(readableJson(value))).toEqual(value);
  });

  it("has numbers on one line and the rest on lines of their own", () => {
    const lines = readableJson(value).split("\n");
    expect(lines).toContain('  "scores": [0, -1.5, 2e-7],');
    expect(lines).toContain('      "a": [1]');
    expect(lines).toContain("      [1, 2],");
  });
});
