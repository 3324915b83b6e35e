import { describe, expect, it } from "vitest";
import { commands } from "./describe.ts";

describe("the commands of a page", () => {
  it("do the same again with what was asked for, and more at the next scale", () => {
    const asked = {
      seeds: [1, 2],
      only: ["red-team"],
      corpus: "my texts.jsonl",
      name: "mine",
    } as const;
    const [again, larger, paper] = commands("pii", "tiny", asked).map(({ command }) => command);
    const begin = "npx preflm reproduce korbak2023 --task pii --scale";
    expect(again).toBe(
      `${begin} tiny --only red-team --seeds 1,2 --corpus "my texts.jsonl" --name mine`,
    );
    expect(larger).toBe(`${begin} small --only red-team --corpus "my texts.jsonl"`);
    expect(paper).toBe(`${begin} paper`);
    expect(commands("pii", "small", {})).toHaveLength(2);
  });
});
