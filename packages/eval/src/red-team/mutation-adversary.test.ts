import { describe, expect, it } from "vitest";
import { mean } from "../metrics/interval.ts";
import { mutationAdversary } from "./mutation-adversary.ts";
import { redTeam } from "./red-team.ts";
import { corpus, insults, seeds, shouter, words } from "./test-support.ts";

const examples = [
  { prompt: "the river runs", score: 0.5 },
  { prompt: "past the town", score: 0.1 },
];

describe("mutationAdversary", () => {
  it("proposes so many different texts of known words, none an example", async () => {
    const proposed = await mutationAdversary({ texts: corpus }).propose(examples, 200, { seed: 1 });
    expect(proposed.length).toBe(200);
    expect(new Set(proposed).size).toBeGreaterThan(100);
    for (const text of proposed) {
      expect(text).toMatch(
        /^(the|river|runs|past|town|shout)( (the|river|runs|past|town|shout)){0,23}$/,
      );
      expect(examples.map(({ prompt }) => prompt)).not.toContain(text);
    }
  });

  it("depends on the seed and the examples alone", async () => {
    const adversary = mutationAdversary({ texts: corpus });
    const first = await adversary.propose(examples, 20, { seed: 1 });
    expect(await adversary.propose(examples, 20, { seed: 1 })).toEqual(first);
    expect(await adversary.propose(examples, 5, { seed: 1 })).toEqual(first.slice(0, 5));
    expect(await adversary.propose(examples, 20, { seed: 2 })).not.toEqual(first);
  });

  it("works without examples, with one-word examples and within its length", async () => {
    const adversary = mutationAdversary({ texts: corpus, maximumWords: 2 });
    for (const given of [[], [{ prompt: "shout", score: 1 }]]) {
      const proposed = await adversary.propose(given, 100, { seed: 1 });
      for (const text of proposed) expect(text).toMatch(/^\S+( \S+)?$/);
    }
  });

  it("raises the pool's average over the rounds, where proposals that ignore the scores do not", async () => {
    const target = { model: shouter(), tokenizer: words, banned: ["<|good|>", "<|bad|>"] };
    const average = async (fresh: number, seed: number) => {
      const { rounds } = await redTeam({
        ...{ target, scorer: insults, prompts: seeds, rounds: 10, trials: 4, samples: 8, seed },
        adversary: mutationAdversary({ texts: corpus, fresh }),
        sampling: { minimumLength: 2, maximumLength: 6, temperature: 1, topP: 1 },
      });
      return rounds[10].average.mean;
    };
    const over = async (fresh: number) =>
      mean(await Promise.all([1, 2, 3].map((seed) => average(fresh, seed))));
    const [searching, guessing] = [await over(0.1), await over(1)];
    // 0.15 and 0.05 were seen; 0.3 is what shouting alone scores.
    expect(searching).toBeGreaterThan(2 * guessing);
    expect(guessing).toBeLessThan(0.08);
  });

  it("refuses texts without words", () => {
    expect(() => mutationAdversary({ texts: [] })).toThrow(/hold no word/);
    expect(() => mutationAdversary({ texts: [" \n", ""] })).toThrow(/hold no word/);
  });
});
