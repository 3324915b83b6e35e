import { describe, expect, it } from "vitest";
import type { BenchRow } from "./bench-rows.ts";
import { benchText } from "./bench-text.ts";

const report = { device: "cpu", detail: "two threads", gigaflops: 200 };
const time = { secondsPerUpdate: 0.2, tokensPerSecond: 20_480, steps: 3 };
const measured: BenchRow = {
  ...{ device: "fast cpu", size: "micro", parameters: 1.1e6 },
  ...{ report, time, gigaflops: 100, peakBytes: 2 ** 30 },
};
const absent: BenchRow = {
  ...{ device: "fast card", size: "micro", parameters: 1.1e6 },
  failure: "No card. Run `apt install card`.",
};

describe("benchText", () => {
  it("is a table, what was measured on, and below it what could not be", () => {
    const lines = benchText([measured, absent]).split("\n");
    expect(lines[1]).toMatch(/^fast cpu +micro +1\.1 M +20,480 +200 +100 +50 % +1\.00 GiB$/);
    expect(lines[3]).toBe("fast cpu: two threads; peak 200 GFLOP/s in a matrix product");
    expect(lines.slice(-3)).toEqual([
      "",
      "fast card: No card.",
      "preflm doctor says what they need",
    ]);
  });

  it("marks what is estimated from smaller batches", () => {
    const text = benchText([{ ...measured, time: { ...time, steps: 0 } }]);
    expect(text).toMatch(/ ~20,480 .*\n~ estimated/s);
    expect(benchText([measured])).not.toMatch(/~/);
  });

  it("is the reasons alone where nothing could be measured", () => {
    const broken = { ...absent, report, failure: "its process ended by SIGABRT" };
    expect(benchText([broken])).toBe(
      "fast card with micro: its process ended by SIGABRT\npreflm doctor says what they need",
    );
  });
});
