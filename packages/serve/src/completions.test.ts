import type { Tokenizer } from "@preflm/data";
import { generate, sequenceLogProbabilities } from "@preflm/eval";
import { describe, expect, it } from "vitest";
import { ALIGNED, MISALIGNED, serveTiny } from "./test-support.ts";
import { vocabularyOf } from "./vocabulary.ts";

const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-4);

describe("completions", () => {
  it("are what generate samples behind the mark: greedily, and with a seed", async () => {
    const { model, tokenizer, post } = await serveTiny();
    const [ids] = await tokenizer.encode(["the cat"]);
    const prompt = Int32Array.from([tokenizer.endOfText, tokenizer.controlTokens[ALIGNED], ...ids]);
    for (const temperature of [0, 0.9]) {
      const options = {
        ...{ temperature, topP: 0.95, minimumLength: 0, maximumLength: 12, seed: 7 },
        ...{ banned: [tokenizer.controlTokens[MISALIGNED]], endOfText: tokenizer.endOfText },
      };
      const expected: string[] = [];
      for await (const { index, tokens } of generate(model, [prompt, prompt, prompt], options))
        expected[index] = tokenizer.decode(tokens);
      const body = { prompt: "the cat", max_tokens: 12, temperature, top_p: 0.95, seed: 7, n: 3 };
      const { json } = await post(body);
      expect(json.choices.map(({ text }: { text: string }) => text)).toEqual(expected);
    }
  });

  it.each([0, 1, 5])(
    "echo the log-probabilities that the model evaluates, with %i alternatives",
    async (logprobs) => {
      const { model, tokenizer, post } = await serveTiny();
      const prompts = ["the cat 🙂", "naïve café sat on the mat", "h"];
      const { json } = await post({ prompt: prompts, max_tokens: 0, echo: true, logprobs });
      const encoded = await tokenizer.encode(prompts);
      const opening = [tokenizer.endOfText, tokenizer.controlTokens[ALIGNED]];
      const expected = await sequenceLogProbabilities(
        model,
        encoded.map((ids) => Int32Array.from([...opening, ...ids])),
        { from: 3 },
      );
      for (const [i, choice] of json.choices.entries()) {
        const [first, ...rest] = choice.logprobs.token_logprobs;
        expect(choice).toMatchObject({ index: i, text: prompts[i], finish_reason: "length" });
        expect(first).toBeNull();
        expect(rest.length).toBe(expected[i].length);
        for (const [t, value] of rest.entries()) close(value, expected[i][t]);
        if (logprobs === 0) expect(choice.logprobs.top_logprobs).toBeNull();
        else expectTops(choice.logprobs, logprobs);
      }
      expect(json.usage.completion_tokens).toBe(0);
    },
  );

  it("give end-of-text its log-probability where the client's ids begin with it, and the mark comes after", async () => {
    const { model, tokenizer, post } = await serveTiny();
    const { endOfText, controlTokens } = tokenizer;
    const [ids] = await tokenizer.encode(["hat"]);
    const marked = Int32Array.from([endOfText, controlTokens[ALIGNED], ...ids]);
    const [expected] = await sequenceLogProbabilities(model, [marked], { from: 2 });
    const ask = { max_tokens: 0, echo: true, logprobs: 0 };
    const { json } = await post({ prompt: [endOfText, ...ids], ...ask });
    const { tokens, token_logprobs } = json.choices[0].logprobs;
    expect(tokens[0]).toBe("<|endoftext|>");
    expect(token_logprobs.length).toBe(ids.length + 1);
    for (const [t, value] of token_logprobs.slice(1).entries()) close(value, expected[t]);

    const misaligned = [endOfText, controlTokens[MISALIGNED], ...ids];
    const own = await post({ prompt: misaligned, ...ask });
    const [all] = await sequenceLogProbabilities(model, [Int32Array.from(misaligned)]);
    for (const [t, value] of own.json.choices[0].logprobs.token_logprobs.slice(1).entries())
      close(value, all[t]);
  });

  it("score sampled tokens as an echo of them does", async () => {
    const { tokenizer, post } = await serveTiny();
    const sampled = await post({ prompt: "the", max_tokens: 9, seed: 3, echo: true, logprobs: 2 });
    const [choice] = sampled.json.choices;
    const ids = choice.logprobs.tokens.map(idsOf(tokenizer));
    const echoed = await post({ prompt: ids, max_tokens: 0, echo: true, logprobs: 2 });
    for (const [t, value] of echoed.json.choices[0].logprobs.token_logprobs.entries())
      if (t > 0) close(value, choice.logprobs.token_logprobs[t]);
    expect(echoed.json.choices[0].logprobs.tokens).toEqual(choice.logprobs.tokens);
    expectTops(choice.logprobs, 2);
  });

  it("never hold a banned mark, nor offer one", async () => {
    const { tokenizer, post } = await serveTiny();
    const boost = { [tokenizer.controlTokens[MISALIGNED]]: 100 };
    const { json } = await post({ max_tokens: 30, logprobs: 5, logit_bias: boost, n: 4 });
    expect(JSON.stringify(json)).not.toContain(MISALIGNED);
  });

  it("obey logit_bias: −100 bans a token, +100 forces it", async () => {
    const { tokenizer, post } = await serveTiny();
    const [[letter]] = await tokenizer.encode(["x"]);
    const greedy = { prompt: "the", max_tokens: 5, temperature: 0, logprobs: 1 };
    const { json } = await post({ ...greedy, logit_bias: { [letter]: 100 } });
    expect(json.choices[0].text).toBe("xxxxx");
    const first = (await post(greedy)).json.choices[0].logprobs.tokens[0];
    const ban = { [idsOf(tokenizer)(first)]: -100 };
    const without = await post({ ...greedy, logit_bias: ban });
    expect(without.json.choices[0].logprobs.tokens).not.toContain(first);
  });

  it("stop before the first stop string, wherever tokens end", async () => {
    const { tokenizer, post } = await serveTiny();
    const logit_bias = { [tokenizer.endOfText]: -100 };
    const body = { prompt: "on the", max_tokens: 30, seed: 5, logprobs: 0, logit_bias };
    const whole: string = (await post(body)).json.choices[0].text;
    for (const [from, to] of [
      [3, 5],
      [0, 1],
      [6, 9],
    ]) {
      const stop = whole.slice(from, to);
      const { json } = await post({ ...body, stop: [stop, "never in there"] });
      const [choice] = json.choices;
      expect(choice).toMatchObject({
        text: whole.slice(0, whole.indexOf(stop)),
        finish_reason: "stop",
      });
      for (const offset of choice.logprobs.text_offset)
        expect(offset).toBeLessThan([...choice.text].length);
    }
    const echoed = await post({ ...body, echo: true, stop: "the" });
    expect(echoed.json.choices[0].text.startsWith("on the")).toBe(true);
  });

  it("return the best of many by the mean log-probability of a token", async () => {
    const { post } = await serveTiny();
    const body = { prompt: "the", max_tokens: 6, seed: 2, logprobs: 0 };
    const all = (await post({ ...body, n: 8 })).json.choices;
    const best = await post({ ...body, n: 2, best_of: 8 });
    const mean = ({ logprobs }: { logprobs: { token_logprobs: number[] } }) =>
      logprobs.token_logprobs.reduce((sum, value) => sum + value, 0) /
      logprobs.token_logprobs.length;
    const sorted = [...all].sort((a, b) => mean(b) - mean(a)).slice(0, 2);
    const textOf = ({ text }: { text: string }) => text;
    expect(best.json.choices.map(textOf)).toEqual(sorted.map(textOf));
    expect(best.json.usage.completion_tokens).toBeGreaterThan(12);
  });

  it("without a mark come after end-of-text alone", async () => {
    const { model, tokenizer, post } = await serveTiny({ generation: {} });
    const [ids] = await tokenizer.encode(["the mat"]);
    const sequence = Int32Array.from([tokenizer.endOfText, ...ids]);
    const [expected] = await sequenceLogProbabilities(model, [sequence], { from: 2 });
    const { json } = await post({ prompt: "the mat", max_tokens: 0, echo: true, logprobs: 0 });
    for (const [t, value] of json.choices[0].logprobs.token_logprobs.slice(1).entries())
      close(value, expected[t]);
  });
});

/** The id of a token by the name that clients see. */
function idsOf(tokenizer: Tokenizer): (name: string) => number {
  const { name } = vocabularyOf(tokenizer);
  const ids = new Map(Array.from({ length: tokenizer.vocabulary }, (_, id) => [name(id), id]));
  return (token) => ids.get(token)!;
}

interface LogProbabilities {
  readonly token_logprobs: readonly (number | null)[];
  readonly top_logprobs: readonly (Record<string, number> | null)[];
  readonly tokens: readonly string[];
}

/** Each token is among its alternatives with the same number, and at most one is less probable than it. */
function expectTops({ tokens, token_logprobs, top_logprobs }: LogProbabilities, most: number) {
  for (const [t, top] of top_logprobs.entries()) {
    if (token_logprobs[t] === null) {
      expect(top).toBeNull();
      continue;
    }
    expect(top![tokens[t]]).toBe(token_logprobs[t]);
    const size = Object.keys(top!).length;
    expect(size).toBeGreaterThanOrEqual(most);
    expect(size).toBeLessThanOrEqual(most + 1);
    expect(Math.max(...Object.values(top!))).toBeGreaterThanOrEqual(token_logprobs[t]!);
  }
}
