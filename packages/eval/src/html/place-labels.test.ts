import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type Box, placeLabels } from "./place-labels.ts";
import { logTicks } from "./ticks.ts";

const AREA: Box = { x: 0, y: 0, width: 700, height: 350 };
const NAMES = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"];

function overlaps(a: Box, b: Box) {
  const slack = 0.01;
  return (
    a.x + slack < b.x + b.width &&
    b.x + slack < a.x + a.width &&
    a.y + slack < b.y + b.height &&
    b.y + slack < a.y + a.height
  );
}

describe("placeLabels", () => {
  it("keeps the labels of six clustered points apart, off the points and inside", () => {
    for (let trial = 0; trial < 50; trial++) {
      const uniform = random(trial, "labels");
      const points = NAMES.map((text) => ({
        x: 300 + 60 * uniform(),
        y: 150 + 40 * uniform(),
        text,
      }));
      const dots = points.map(({ x, y }) => ({ x: x - 5, y: y - 5, width: 10, height: 10 }));
      const labels = placeLabels(points, dots, AREA);
      for (const [i, label] of labels.entries()) {
        expect(label.text).toBe(NAMES[i]);
        for (const other of [...labels.slice(i + 1), ...dots])
          expect(overlaps(label, other)).toBe(false);
        expect(label.x).toBeGreaterThanOrEqual(0);
        expect(label.x + label.width).toBeLessThanOrEqual(700);
      }
    }
  });

  it("puts a lone label to the right, or to the left where the right is full", () => {
    const [right] = placeLabels([{ x: 100, y: 100, text: "mle" }], [], AREA);
    expect([right.align, right.leader]).toEqual(["left", undefined]);
    expect(right.x).toBeGreaterThan(100);
    const [left] = placeLabels([{ x: 695, y: 100, text: "mle" }], [], AREA);
    expect(left.align).toBe("right");
    expect(left.x + left.width).toBeLessThan(695);
  });

  it("places every label even where there is no room", () => {
    const crowd = Array.from({ length: 40 }, () => ({ x: 10, y: 10, text: "objective" }));
    expect(placeLabels(crowd, [], { x: 0, y: 0, width: 60, height: 30 }).length).toBe(40);
  });
});

describe("logTicks", () => {
  it("are round, inside and not too many", () => {
    expect(logTicks(0.9, 11)).toEqual([1, 2, 5, 10]);
    expect(logTicks(0.005, 5)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3]);
    expect(logTicks(1, 1e6)).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6]);
    expect(logTicks(1, 1e12)).toEqual([1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]);
    expect(logTicks(2e-30, 3e30)).toEqual([1e-20, 1e-10, 1, 1e10, 1e20, 1e30]);
  });
});
