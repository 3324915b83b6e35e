import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { openDocumentCache } from "./document-cache.ts";
import { documentIndex } from "./document-index.ts";
import { temporaryFolder } from "./test-support.ts";

const COUNT = 100_000;

/** A key of 32 bytes, given its first two words. */
function keyOf(first: number, second: number): Buffer {
  const key = Buffer.alloc(32);
  key.writeUInt32LE(first, 0);
  key.writeUInt32LE(second, 4);
  return key;
}

/** All positions of a key in the order in which they are tried. */
function positionsOf(index: ReturnType<typeof documentIndex>, key: Buffer): number[] {
  const tried: number[] = [];
  index.find(key, (position) => void tried.push(position));
  return tried;
}

describe("a document index", () => {
  it("finds each of 100,000 random keys and no other, in 18 to 37 bytes a key", () => {
    const draw = random("document index");
    const word = () => Math.floor(draw() * 2 ** 32);
    const keys = Array.from({ length: COUNT }, () => keyOf(word(), word()));
    const index = documentIndex(2);
    const bytes = () => index.table.words.byteLength + index.table.positions.byteLength;
    let most = 0;
    for (const [i, key] of keys.entries()) {
      index.add(key, i + 1);
      if (i > 1000) most = Math.max(most, bytes() / (i + 1));
    }
    expect(most).toBeLessThan(37);
    expect(bytes() / COUNT).toBeGreaterThan(18);
    const lost = keys.filter((key, i) => positionsOf(index, key).join() !== `${i + 1}`);
    expect(lost).toEqual([]);
    const others = Array.from({ length: COUNT }, () => keyOf(word(), word()));
    expect(others.filter((key) => positionsOf(index, key).length > 0)).toEqual([]);
  });

  it("tells keys apart that want one slot, up to the table's end and round it", () => {
    for (const first of [0, 7, 0xffffffff]) {
      const index = documentIndex(8);
      for (let i = 0; i < 500; i++) index.add(keyOf(first, i), i + 1);
      for (let i = 0; i < 500; i++) expect(positionsOf(index, keyOf(first, i))).toEqual([i + 1]);
      expect(positionsOf(index, keyOf(first, 500))).toEqual([]);
    }
  });

  it("tries every position of keys that agree in 64 bits, until one is right", () => {
    const index = documentIndex(2);
    const key = keyOf(5, 6);
    for (let position = 1; position <= 100; position++) index.add(key, position);
    expect(positionsOf(index, key).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    expect(index.find(key, (position) => (position === 64 ? "right" : undefined))).toBe("right");
  });

  it("holds positions beyond 2^32", () => {
    const index = documentIndex();
    index.add(keyOf(1, 2), 2 ** 45 + 1);
    expect(positionsOf(index, keyOf(1, 2))).toEqual([2 ** 45 + 1]);
  });
});

describe("a document cache", () => {
  it("gives back each of 100,000 values, then and after it is opened anew", () => {
    const folder = temporaryFolder();
    const value = (i: number) => Buffer.from(`value ${i}`.padEnd(i % 50));
    const first = openDocumentCache(folder, "scores", "x");
    for (let i = 0; i < COUNT; i++) {
      first.put([`document ${i}`], value(i));
      if (i % 5000 === 0) first.flush();
    }
    first.flush();
    for (const cache of [first, openDocumentCache(folder, "scores", "x")]) {
      for (let i = 0; i < COUNT; i += 7) {
        expect(cache.get([`document ${i}`])?.equals(value(i))).toBe(true);
      }
      expect(cache.get(["document"])).toBeUndefined();
      cache.close();
    }
  });

  it("reads values larger than what it scans at once", () => {
    const folder = temporaryFolder();
    const lengths = [0, 1, 65_495, 65_496, 65_497, 200_000, 3];
    const cache = openDocumentCache(folder, "scores", "x");
    for (const length of lengths) cache.put([`${length}`], Buffer.alloc(length, length));
    cache.flush();
    cache.close();
    const again = openDocumentCache(folder, "scores", "x");
    for (const length of lengths) {
      expect(again.get([`${length}`])?.equals(Buffer.alloc(length, length))).toBe(true);
    }
    again.close();
  });
});
