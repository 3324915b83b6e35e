import { describe, expect, it } from "vitest";
import { student } from "./student.ts";

describe("student", () => {
  it("equals the tables, also with few and with fractional degrees of freedom", () => {
    const table = [
      [1, 12.7062],
      [1.5, 6.01666],
      [2, 4.30265],
      [2.7, 3.39215],
      [3, 3.18245],
      [10, 2.22814],
      [30, 2.04227],
      [1000, 1.96234],
      [1e9, 1.95996],
    ];
    for (const [freedom, quantile] of table)
      expect(Math.abs(student(freedom) / quantile - 1)).toBeLessThan(1e-4);
  });
});
