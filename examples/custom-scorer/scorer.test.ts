import { testScorer } from "@preflm/testkit";
import { expect, it } from "vitest";
import { shouting } from "./scorer.ts";

testScorer(shouting, { texts: ["Calm words.\n", "NOW, PLEASE!\n"] });

it("scores capitals, not initials", async () => {
  expect(await shouting().score(["I am Ann.", "STOP now"])).toEqual([0, 0.5]);
});
