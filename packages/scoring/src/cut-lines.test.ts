import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { cutLines } from "./cut-lines.ts";

const SIZE = 20;

async function* inChunks(text: string, length: () => number) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + length());
    yield bytes.subarray(at, end);
    at = end;
  }
}

const cut = async (text: string, length: () => number = () => 7) => {
  const blocks = [];
  for await (const { data, first } of cutLines(inChunks(text, length), SIZE))
    blocks.push({ text: Buffer.from(data).toString(), first });
  return blocks;
};

describe("a cut stream of lines", () => {
  const uniform = random("lines");
  const texts = Array.from({ length: 60 }, () =>
    Array.from({ length: 1 + uniform() * 12 }, () => "x".repeat(uniform() ** 3 * 60)).join("\n"),
  );

  it("is the stream, in whole lines, with the number of each first line", async () => {
    for (const text of [
      ...texts,
      "",
      "\n",
      "a",
      "a\n",
      "x".repeat(SIZE),
      `${"x".repeat(SIZE)}\n`,
    ]) {
      const blocks = await cut(text);
      expect(blocks.map((block) => block.text).join("")).toBe(text);
      let lines = 1;
      for (const [i, block] of blocks.entries()) {
        expect(block.first).toBe(lines);
        lines += block.text.split("\n").length - 1;
        if (i < blocks.length - 1) expect(block.text.endsWith("\n")).toBe(true);
      }
    }
  });

  it("is cut at the same places whatever its chunks are", async () => {
    for (const text of texts) {
      const expected = await cut(text, () => 10_000);
      expect(await cut(text, () => 1)).toEqual(expected);
      expect(await cut(text, () => 1 + Math.floor(uniform() * 30))).toEqual(expected);
    }
  });

  it("has blocks as large as fit, and longer lines on their own", async () => {
    for (const text of texts) {
      const blocks = await cut(text);
      for (const [i, block] of blocks.entries()) {
        if (block.text.length > SIZE) expect(block.text.slice(0, -1)).not.toContain("\n");
        const next = blocks[i + 1]?.text.split("\n")[0];
        if (next !== undefined) expect(block.text.length + next.length + 1).toBeGreaterThan(SIZE);
      }
    }
  });
});
