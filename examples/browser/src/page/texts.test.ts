import { describe, expect, it } from "vitest";
import { documentsOf } from "./texts.ts";

describe("a pasted text", () => {
  it("is cut into documents at empty lines, each ending in one line break", () => {
    expect(documentsOf("a\nb\n\nc\n \t\n\n\nd\r\n\r\ne")).toEqual(["a\nb\n", "c\n", "d\n", "e\n"]);
    expect(documentsOf("\n\n  a\n    b\n")).toEqual(["  a\n    b\n"]);
  });

  it("may be empty", () => {
    expect(documentsOf("")).toEqual([]);
    expect(documentsOf(" \n\n\t\n")).toEqual([]);
  });

  it("takes time in its length only, however odd it is", () => {
    const odd = "\n ".repeat(200_000);
    expect(documentsOf(`a${odd}b`)).toEqual(["a\n", " b\n"]);
  });
});
