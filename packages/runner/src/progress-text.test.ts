import { describe, expect, it } from "vitest";
import { count, describeDone, describeState, duration } from "./progress-text.ts";

const work = {
  phase: "train",
  job: undefined,
  started: 1000,
  time: 3000,
  first: 0,
  done: 30_000,
  total: 120_000,
  unit: "tokens",
} as const;

describe("progress text", () => {
  it("states share, rate and the time left at that rate", () => {
    expect(describeState({ ...work, extra: "loss 3.2" })).toBe(
      "25 % of 120.0 k tokens · 15.0 k/s · loss 3.2 · 6.0 s left",
    );
  });

  it("counts only what was done since the work started, as after a resume", () => {
    expect(describeState({ ...work, first: 20_000 })).toContain("5000/s");
  });

  it("states neither share nor time left without a total", () => {
    const { total: _, ...open } = work;
    expect(describeState(open)).toBe("30.0 k tokens · 15.0 k/s");
  });

  it("leaves one line behind, and none for what took no time", () => {
    expect(describeDone(work)).toBe("trained on 30.0 k tokens in 2.0 s (15.0 k/s)");
    expect(describeDone({ ...work, phase: "score", time: 1000 })).toBeUndefined();
  });

  it("writes numbers and times for people", () => {
    expect([7, 512, 9999, 15_900, 6_123_456, 3.3e9].map(count)).toEqual([
      "7",
      "512",
      "9999",
      "15.9 k",
      "6.1 M",
      "3.3 G",
    ]);
    expect([0.42, 21.4, 59.7, 185, 7800].map(duration)).toEqual([
      "0.4 s",
      "21 s",
      "1 min 00 s",
      "3 min 05 s",
      "2 h 10 min",
    ]);
  });
});
