import { testObjective } from "@preflm/testkit";
import { expect, it } from "vitest";
import { masked } from "./objective.ts";

testObjective(masked({ threshold: 0.1 }), {
  scores: [0.1],
  equalsMleAt: [masked({ threshold: Infinity })],
});

it("learns nothing from misaligned tokens", () => {
  const ids = Int32Array.of(0, 0);
  const batch = {
    rows: 1,
    columns: 2,
    inputs: ids,
    targets: ids,
    scores: Float32Array.of(0.1, 0.2),
  };
  expect(masked({ threshold: 0.1 }).loss(batch).likelihood).toEqual(Float32Array.of(1, 0));
});
