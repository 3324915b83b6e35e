import { describe, expect, it } from "vitest";
import { duration, grouped, number, percent, times } from "./format.ts";

describe("formats", () => {
  it("give numbers about three digits and never an exponent", () => {
    expect([0, 3.674, 0.3914, 21.04, 1234.5, 0.0136, 0.0001, -2.5].map(number)).toEqual([
      "0",
      "3.67",
      "0.391",
      "21.0",
      "1,235",
      "0.014",
      "< 0.001",
      "-2.50",
    ]);
    expect([Number.NaN, Infinity].map(number)).toEqual(["–", "–"]);
  });

  it("give shares, factors, counts and times as one says them", () => {
    expect([0, 0.004, 0.0999, 0.506, 1].map(percent)).toEqual([
      "0 %",
      "0.4 %",
      "10 %",
      "51 %",
      "100 %",
    ]);
    expect([1, 9.44, 53.8, 264].map(times)).toEqual(["1.0×", "9.4×", "54×", "260×"]);
    expect([999, 1000, 1234567].map(grouped)).toEqual(["999", "1,000", "1,234,567"]);
    expect([3.14, 48.2, 200, 7500].map(duration)).toEqual([
      "3.1 s",
      "48 s",
      "3 min 20 s",
      "2 h 5 min",
    ]);
  });
});
