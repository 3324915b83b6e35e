import { describe, expect, it } from "vitest";
import { interruptSignal, untilStopped } from "./signal.ts";

describe("interruptSignal", () => {
  it("stops every run of the process at the first signal and leaves the second to Node", () => {
    const before = process.listenerCount("SIGTERM");
    const runs = [interruptSignal(), interruptSignal()];
    expect(process.listenerCount("SIGTERM")).toBe(before + 2);
    process.emit("SIGTERM");
    expect(runs.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });
});

describe("untilStopped", () => {
  async function* forever() {
    for (let i = 0; ; i++) yield i;
  }

  it("lets a timer abort work that never waits for anything", async () => {
    const signal = AbortSignal.timeout(10);
    const consume = async () => {
      for await (const _ of untilStopped(forever(), signal, "while counting"));
    };
    await expect(consume()).rejects.toMatchObject({
      code: "interrupted",
      message: expect.stringMatching(/^Stopped while counting. To go on/),
    });
  });
});
