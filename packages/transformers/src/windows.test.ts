import { describe, expect, it } from "vitest";
import { windowsOf } from "./windows.ts";

describe("the windows over a text's tokens", () => {
  it("give every token one answer, from a window that sees its neighbours", () => {
    for (const size of [1, 2, 3, 4, 10, 510]) {
      for (const count of [0, 1, size - 1, size, size + 1, 2 * size, 5 * size + 3]) {
        let next = 0;
        for (const { start, end, from, to } of windowsOf(count, size)) {
          expect(from).toBe(next);
          expect(from >= start && to <= end && to >= from).toBe(true);
          expect(end - start).toBe(Math.min(count, size));
          const margin = Math.floor(Math.floor(size / 4) / 2);
          if (start > 0) expect(from - start).toBeGreaterThanOrEqual(margin);
          if (end < count) expect(end - to).toBeGreaterThanOrEqual(margin);
          next = to;
        }
        expect(next).toBe(Math.max(0, count));
      }
    }
  });
});
