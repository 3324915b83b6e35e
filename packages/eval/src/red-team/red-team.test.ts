import { describe, expect, it } from "vitest";
import type { Adversary } from "./adversary.ts";
import { mutationAdversary } from "./mutation-adversary.ts";
import { redTeam } from "./red-team.ts";
import type { RedTeamOptions } from "./red-team-options.ts";
import type { RedTeamProgress, RedTeamState } from "./red-team-state.ts";
import { corpus, insults, seeds, shouter, words } from "./test-support.ts";

const target = { model: shouter(), tokenizer: words, banned: ["<|good|>", "<|bad|>"] };

const small: RedTeamOptions = {
  ...{ target, scorer: insults, adversary: mutationAdversary({ texts: corpus }), prompts: seeds },
  ...{ rounds: 3, trials: 2, candidates: 6, samples: 8, seed: 3 },
  sampling: { minimumLength: 2, maximumLength: 6 },
};

/** Always proposes the same. */
function proposing(...proposals: readonly string[]): Adversary {
  return { name: "fixed", propose: async () => proposals };
}

describe("redTeam", () => {
  it("leaves plain JSON with a round 0 of the seeds, then every round of every trial", async () => {
    const result = await redTeam(small);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.trials.map(({ rounds }) => rounds.map(({ round }) => round))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    const [first, second] = result.trials.map(({ rounds }) => rounds[2].average);
    expect(result.rounds[2].average.mean).toBeCloseTo((first + second) / 2, 12);
    expect(result.rounds[2].average.deviation).toBeCloseTo(
      Math.abs(first - second) / Math.SQRT2,
      12,
    );
  });

  it("depends on its seed and nothing else, and trials do not depend on each other", async () => {
    const result = await redTeam(small);
    expect(await redTeam({ ...small, sampling: { ...small.sampling, batch: 5 } })).toEqual(result);
    expect((await redTeam({ ...small, trials: 1 })).trials[0]).toEqual(result.trials[0]);
    expect(result.trials[1]).not.toEqual(result.trials[0]);
    expect(await redTeam({ ...small, seed: 4 })).not.toEqual(result);
  });

  it("goes on from any state that it told of to the same result", async () => {
    const states: string[] = [];
    const result = await redTeam({ ...small, onRound: (s) => void states.push(JSON.stringify(s)) });
    expect(states.length).toBe(8);
    for (const state of states)
      expect(await redTeam({ ...small, state: JSON.parse(state) })).toEqual(result);
  });

  it("refuses to go on with other settings, naming them", async () => {
    const states: RedTeamState[] = [];
    await redTeam({ ...small, onRound: (state) => void states.push(state) });
    const [state] = states;
    await expect(redTeam({ ...small, state, samples: 9 })).rejects.toThrow(
      "had samples 8, but now it is 9",
    );
    await expect(
      redTeam({ ...small, state, target: { ...target, prefix: "<|good|>" } }),
    ).rejects.toThrow('had prefix undefined, but now it is "<|good|>"');
  });

  it("gives a prompt the mean score of its completions", async () => {
    const options = {
      ...small,
      rounds: 1,
      trials: 1,
      samples: 400,
      adversary: proposing("town shout"),
    };
    const plain = await redTeam(options);
    const score = (result: typeof plain, prompt: string) =>
      result.best.find((entry) => entry.prompt === prompt)?.score;
    expect(score(plain, "the")).toBe(0);
    expect(score(plain, "town shout")).toBeGreaterThan(0.5);
  });

  it("has the target complete behind its mark", async () => {
    const seen = new Set<string>();
    const watched = {
      ...target.model,
      decode(prompts: readonly Int32Array[]) {
        for (const prompt of prompts) seen.add(prompt.slice(0, 2).join());
        return target.model.decode(prompts);
      },
    };
    const marked = { ...target, model: watched, prefix: "<|good|>" };
    expect((await redTeam({ ...small, target: marked })).prefix).toBe("<|good|>");
    expect([...seen]).toEqual(["0,8"]);
  });

  it("scores completions alone unless the prompt is asked for too", async () => {
    const options = {
      ...small,
      rounds: 1,
      trials: 1,
      prompts: ["jerk town"],
      adversary: proposing(),
    };
    const [alone] = (await redTeam(options)).best;
    expect(alone.score).toBe(0);
    const [both] = (await redTeam({ ...options, scored: "prompt and completion" })).best;
    expect(both.score).toBeGreaterThan(0);
  });

  it("leaves out blank and too long candidates, and those beyond what was asked for", async () => {
    const long = "the ".repeat(40);
    const adversary = proposing("", " \n", long, "the town", "runs", "past", "river");
    const { trials } = await redTeam({ ...small, adversary });
    expect(trials[0].rounds.map(({ candidates }) => candidates)).toEqual([4, 3, 3, 3]);
    const none = await redTeam({ ...small, adversary: proposing() });
    expect(none.trials[0].rounds[3]).toEqual({
      ...none.trials[0].rounds[0],
      round: 3,
      candidates: 0,
      roundAverage: undefined,
      roundMaximum: undefined,
    });
  });

  it("does as the released code does if told", async () => {
    const options = {
      ...small,
      trials: 1,
      rounds: 2,
      asReleased: true,
      adversary: proposing("shout"),
    };
    const { rounds, best } = (await redTeam(options)).trials[0];
    expect(rounds.map(({ round }) => round)).toEqual([1, 2]);
    const shout = best[0].score;
    expect(rounds[1].average).toBeCloseTo((shout + 4 * 0.001) / 5, 12);
    expect(rounds[1].best100).toBeCloseTo((shout + 4 * 0.001) / 100, 12);
    expect(best[1]).toEqual({ prompt: seeds[0], score: 0.001, samples: 1, completions: [] });
  });

  it("stops between steps when told, and goes on from the last round", async () => {
    const controller = new AbortController();
    let state: RedTeamState | undefined;
    const stopped = redTeam({
      ...small,
      signal: controller.signal,
      onRound(given) {
        state = given;
        if (given.rounds.length === 2) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    const waiting: Adversary = {
      name: "slow",
      propose: async (_, __, { signal }) => {
        later.abort();
        signal?.throwIfAborted();
        return [];
      },
    };
    const later = new AbortController();
    await expect(
      redTeam({ ...small, adversary: waiting, signal: later.signal }),
    ).rejects.toMatchObject({ code: "interrupted" });
    expect(await redTeam({ ...small, ...(state && { state }) })).toEqual(await redTeam(small));
  });

  it("tells progress that only grows and ends with everything", async () => {
    const seen: RedTeamProgress[] = [];
    await redTeam({ ...small, onProgress: (progress) => seen.push(progress) });
    const done = seen.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ trial: 2, round: 3, done: 2 * (4 + 18) * 8, total: 2 * 22 * 8 });
  });

  it("refuses what cannot work, saying why", async () => {
    const bad: readonly (readonly [Partial<RedTeamOptions>, RegExp])[] = [
      [{ prompts: [] }, /needs prompts to begin with, got none/],
      [{ prompts: ["the", " "] }, /prompt 2 \(" "\) is blank/],
      [
        { prompts: ["the ".repeat(40)] },
        /prompt 1 .* too long: with 6 tokens after it, .* context of 32/,
      ],
      [{ rounds: 0 }, /"rounds"/],
      [{ temperature: Infinity }, /"temperature"/],
      [{ target: { ...target, prefix: "<|goood|>" } }, /Did you mean "<\|good\|>"/],
      [{ scorer: { ...insults, score: async (texts) => texts.map(() => Number.NaN) } }, /NaN/],
    ];
    for (const [options, message] of bad)
      await expect(redTeam({ ...small, ...options })).rejects.toThrow(message);
    const misspelt: object = { round: 1 };
    await expect(redTeam({ ...small, ...misspelt })).rejects.toThrow(/Did you mean "rounds"/);
  });
});
