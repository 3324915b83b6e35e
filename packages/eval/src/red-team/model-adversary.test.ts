import { describe, expect, it } from "vitest";
import { modelAdversary } from "./model-adversary.ts";
import { shouter, words } from "./test-support.ts";

const examples = [
  { prompt: "the river runs past the town", score: 0.1 },
  { prompt: "the town", score: 0.5 },
];

describe("modelAdversary", () => {
  const adversary = modelAdversary({
    model: shouter(64),
    tokenizer: words,
    name: "shouter",
    sampling: { maximumLength: 5 },
  });

  it("goes on with the list, once a proposal, by the seed", async () => {
    const proposed = await adversary.propose(examples, 30, { seed: 1 });
    expect(proposed.length).toBeGreaterThan(25); // an answer may be empty
    for (const text of proposed) expect(text).toMatch(/^\S+( \S+){0,4}$/);
    expect(await adversary.propose(examples, 30, { seed: 1 })).toEqual(proposed);
    expect(await adversary.propose(examples, 30, { seed: 2 })).not.toEqual(proposed);
  });

  it("starts from a mark and never says one", async () => {
    const marked = modelAdversary({
      model: shouter(64),
      tokenizer: words,
      prefix: "<|good|>",
      sampling: { maximumLength: 4 },
    });
    for (const text of await marked.propose(examples, 9, { seed: 1 }))
      expect(text).not.toMatch("<|");
  });

  it("leaves out the lowest scores where the examples do not fit", async () => {
    const seen: number[] = [];
    const model = shouter(16);
    const watched = {
      ...model,
      decode: (prompts: readonly Int32Array[]) => {
        seen.push(prompts[0].length);
        return model.decode(prompts);
      },
    };
    const tight = modelAdversary({
      model: watched,
      tokenizer: words,
      sampling: { maximumLength: 8 },
    });
    await tight.propose(examples, 2, { seed: 1 });
    expect(seen).toEqual([1 + 3 + 1]); // end-of-text, "1. the town", "2."
    const none = modelAdversary({
      model: shouter(8),
      tokenizer: words,
      instruction: "the ".repeat(9),
      sampling: { maximumLength: 4 },
    });
    await expect(none.propose(examples, 1, { seed: 1 })).rejects.toThrow(
      /do not fit the model's context of 8/,
    );
  });

  it("stops when told", async () => {
    await expect(
      adversary.propose(examples, 3, { seed: 1, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "interrupted" });
  });
});
