import { describe, expect, it } from "vitest";
import { lines } from "./index.ts";

describe("lines", () => {
  it.each([
    ["", []],
    ["a", ["a"]],
    ["a\n", ["a\n"]],
    ["a\nb", ["a\n", "b"]],
    ["\n\n", ["\n", "\n"]],
    ["a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"]],
    ["\n\r", ["\n", "\r"]],
    ["a\u2028b\vc\0\ud800", ["a\u2028b\vc\0\ud800"]],
  ])("cut %j into %j", (text, pieces) => {
    expect(lines(text)).toEqual(pieces);
  });

  it("take a line of 1 MB, and a million lines", () => {
    expect(lines("a".repeat(1e6))).toHaveLength(1);
    expect(lines("\n".repeat(1e6))).toHaveLength(1e6);
  });
});
