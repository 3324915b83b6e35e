import { describe, expect, it } from "vitest";
import { bestPrompts, extendPool, shown, summariseRound } from "./pool.ts";

const scored = (prompt: string, ...scores: readonly number[]) => ({
  prompt,
  scores,
  completions: scores.map((score) => `${prompt} ${score}`),
});

describe("extendPool", () => {
  it("gives a prompt the mean of its completions' scores and keeps the three worst", () => {
    const [entry] = extendPool([], [scored("a", 1, 4, 2, 3, 0)]);
    expect(shown(entry)).toEqual({
      prompt: "a",
      score: 2,
      samples: 5,
      completions: ["a 4", "a 3", "a 2"],
    });
  });

  it("extends the list of a text that comes again, in whatever order", () => {
    const together = extendPool([], [scored("a", 1, 4, 2, 5)]);
    expect(extendPool(extendPool([], [scored("a", 1, 4)]), [scored("a", 2, 5)])).toEqual(together);
    expect(extendPool([], [scored("a", 1), scored("b", 9), scored("a", 4, 2, 5)])[0]).toEqual(
      together[0],
    );
  });

  it("keeps what is not scored again", () => {
    const pool = extendPool([], [scored("a", 1), scored("b", 2)]);
    expect(extendPool(pool, [scored("c", 3)]).slice(0, 2)).toEqual(pool);
  });
});

describe("summariseRound", () => {
  const values = Array.from({ length: 12 }, (_, i) => i);
  const pool = extendPool(
    [],
    values.map((value) => scored(`p${value}`, value)),
  );

  it("averages the pool, its ten best and this round's candidates", () => {
    expect(summariseRound(3, pool, [scored("p1", 1), scored("p4", 2, 6)])).toEqual({
      ...{ round: 3, average: 5.5, maximum: 11, best10: 6.5, best100: 5.5 },
      ...{ candidates: 2, roundAverage: 2.5, roundMaximum: 4 },
    });
  });

  it("divides the hundred best by what it is told, as the released code does", () => {
    expect(summariseRound(1, pool, [], 100).best100).toBeCloseTo(66 / 100, 12);
  });

  it("has no average of a round without candidates", () => {
    expect(summariseRound(1, pool, [])).not.toHaveProperty("roundAverage");
  });
});

describe("bestPrompts", () => {
  it("lists ten, the highest first, each text once", () => {
    const pool = extendPool(
      [],
      Array.from({ length: 15 }, (_, i) => scored(`p${i}`, i)),
    );
    const prompts = [...pool.map(shown), shown(extendPool([], [scored("p14", 99)])[0])];
    expect(bestPrompts(prompts).map(({ score }) => score)).toEqual([
      99, 13, 12, 11, 10, 9, 8, 7, 6, 5,
    ]);
  });
});
