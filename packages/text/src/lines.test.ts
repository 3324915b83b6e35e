import { describe, expect, it } from "vitest";
import { lines, textLines } from "./index.ts";

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

describe("textLines", () => {
  it.each([
    ["", []],
    ["a\n\n\nb\n", ["a\n\n\n", "b\n"]],
    ["\n \na\nb", ["\n \na\n", "b"]],
    [" \n\t\n", [" \n\t\n"]],
    ["a\r\n\r\n b", ["a\r\n\r\n", " b"]],
  ])("cut %j into %j", (text, pieces) => {
    expect(textLines(text)).toEqual(pieces);
  });

  it("take a million empty lines", () => {
    expect(textLines(`a${"\n".repeat(1e6)}b`)).toHaveLength(2);
  });
});
