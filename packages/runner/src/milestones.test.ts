import { describe, expect, it } from "vitest";
import { updateAt } from "./milestones.ts";

describe("updateAt", () => {
  it("is the nearest update, from the first to the last", () => {
    expect([0.5, 0.9, 1].map((share) => updateAt(share, 19))).toEqual([10, 17, 19]);
    expect(updateAt(1e-9, 19)).toBe(1);
    expect(updateAt(0, 19)).toBe(0);
  });
});
