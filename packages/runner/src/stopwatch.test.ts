import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { stopwatch } from "./stopwatch.ts";

describe("stopwatch", () => {
  it("goes on from earlier seconds, and counts no other work, whether it ends well or not", async () => {
    const clock = stopwatch(100);
    expect(await clock.without(() => setTimeout(300, "done"))).toBe("done");
    await expect(
      clock.without(async () => {
        await setTimeout(300);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(clock.seconds()).toBeGreaterThanOrEqual(100);
    expect(clock.seconds()).toBeLessThan(100.3);
    await setTimeout(50);
    expect(clock.seconds()).toBeGreaterThan(100.04);
  });
});
