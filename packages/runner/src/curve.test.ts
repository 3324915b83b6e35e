import { describe, expect, it } from "vitest";
import { createCurve } from "./curve.ts";

describe("createCurve", () => {
  it("keeps every update of a short run and at most the asked points of a long one", () => {
    const short = createCurve(5);
    for (let step = 1; step <= 5; step++) short.add(step, step);
    expect(short.points().map((point) => point.sum)).toEqual([1, 2, 3, 4, 5]);
    const long = createCurve(1001, [], 100);
    for (let step = 1; step <= 1001; step++) long.add(step, 2);
    expect(long.points().length).toBeLessThanOrEqual(100);
    expect(long.points().reduce((sum, point) => sum + point.count, 0)).toBe(1001);
    expect(long.points().at(-1)?.step).toBe(1001);
  });

  it("goes on from saved points as if it had not stopped", () => {
    const whole = createCurve(50, [], 7);
    const first = createCurve(50, [], 7);
    for (let step = 1; step <= 20; step++) first.add(step, Math.sin(step));
    const second = createCurve(50, JSON.parse(JSON.stringify(first.points())), 7);
    for (let step = 21; step <= 50; step++) second.add(step, Math.sin(step));
    for (let step = 1; step <= 50; step++) whole.add(step, Math.sin(step));
    expect(second.points()).toEqual(whole.points());
  });
});
