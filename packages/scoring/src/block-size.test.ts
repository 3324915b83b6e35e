import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultBlockSize } from "./block-size.ts";
import { scoreAll, temporaryFolder, trapReference, writeJsonl } from "./test-support.ts";

describe("the size of a block", () => {
  it("is a mebibyte of a large input and of one whose size nobody knows", () => {
    expect(defaultBlockSize(1e9)).toBe(1 << 20);
    expect(defaultBlockSize(undefined)).toBe(1 << 20);
  });

  it("is a power of two that cuts a smaller input into 64 to 128 blocks of 16 KiB or more", () => {
    expect(defaultBlockSize(0)).toBe(1 << 14);
    for (const bytes of [1.5e6, 5e6, 8e6, 6e7]) {
      const size = defaultBlockSize(bytes);
      expect(Number.isInteger(Math.log2(size))).toBe(true);
      expect(bytes / size).toBeGreaterThanOrEqual(64);
      expect(bytes / size).toBeLessThan(128);
    }
  });

  it("lets two workers share a corpus of less than a mebibyte", async () => {
    const texts = Array.from({ length: 8 }, (_, i) => `d${i} ${"x".repeat(9000)}`);
    const input = writeJsonl(temporaryFolder(), texts);
    const { folder } = await scoreAll({ input, scorer: trapReference(), blockSize: undefined });
    expect(readFileSync(`${folder}/journal.log`, "utf8").trim().split("\n").length).toBe(8);
  });
});
