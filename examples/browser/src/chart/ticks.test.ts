import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { ticks } from "./ticks.ts";

describe("ticks", () => {
  it("are round, enclose what they are for, and are about as many as asked", () => {
    const uniform = random("ticks");
    for (let i = 0; i < 500; i++) {
      const low = (uniform() - 0.5) * 10 ** Math.floor(8 * uniform() - 4);
      const high = low + uniform() * 10 ** Math.floor(8 * uniform() - 4);
      const marks = ticks(low, high, 4);
      const step = marks[1] - marks[0];
      expect(marks[0]).toBeLessThanOrEqual(low + 1e-9 * step);
      expect(marks.at(-1)).toBeGreaterThanOrEqual(high - 1e-6 * step);
      expect(marks.length).toBeLessThanOrEqual(7);
      expect(String(step.toPrecision(3))).toMatch(/^[0-9.]*[125][0.]*(e[+-]\d+)?$/);
    }
  });

  it("are more than one where all values are equal", () => {
    for (const value of [0, 1, -3, 1e-9]) expect(ticks(value, value, 4).length).toBeGreaterThan(1);
  });
});
