import { describe, expect, it } from "vitest";
import type { Task } from "./task.ts";
import { taskMeter } from "./task-progress.ts";

const task = (name: string, cost: number): Task => ({
  name,
  module: "",
  export: "",
  input: null,
  cost,
});

describe("the meter of tasks", () => {
  it("tells the share that is done and the time left, from what tasks took", () => {
    const [first, second] = [task("first", 10), task("second", 30)];
    const meter = taskMeter();
    meter.hear({ type: "plan", tasks: [first, second], workers: 1 }, 0);
    meter.hear({ type: "started", task: first }, 0);
    expect(meter.look(1000).state).toBe("0 of 2 tasks · 0 % · first");
    meter.hear({ type: "finished", task: first, seconds: 20, earlier: false }, 20_000);
    meter.hear({ type: "started", task: second }, 20_000);
    // The first took twice its cost, so the second is to take a minute.
    expect(meter.look(50_000).share).toBeCloseTo((10 + 15) / 40);
    expect(meter.look(50_000).state).toBe("1 of 2 tasks · 62 % · 30 s left · second");
    expect(meter.look(500_000).share).toBeLessThan(1);
    meter.hear({ type: "failed", task: second, message: "" }, 500_000);
    expect(meter.look(500_000)).toEqual({ share: 1, state: "2 of 2 tasks · 100 % · 0.0 s left" });
  });
});
