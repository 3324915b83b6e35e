import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { serveTiny } from "./test-support.ts";

async function client() {
  const served = await serveTiny();
  const openai = new OpenAI({ baseURL: served.server.url, apiKey: "none", maxRetries: 0 });
  return { ...served, openai };
}

describe("OpenAI's own client", () => {
  it("completes, with log-probabilities and usage", async () => {
    const { openai } = await client();
    const completion = await openai.completions.create({
      ...{ model: "tiny", prompt: ["the cat", "the hat"], max_tokens: 5, n: 2, logprobs: 3 },
    });
    expect(completion.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(completion.usage!.total_tokens).toBe(
      completion.usage!.prompt_tokens + completion.usage!.completion_tokens,
    );
    for (const { logprobs } of completion.choices)
      expect(logprobs!.tokens!.length).toBe(logprobs!.token_logprobs!.length);
  });

  it("streams what it would get whole, with echo, log-probabilities, stop strings and usage", async () => {
    const { openai } = await client();
    const body = {
      ...{ model: "tiny", prompt: ["the 🙂", "a"], max_tokens: 25, n: 2, seed: 4, echo: true },
      ...{ logprobs: 2, stop: ["e", "zz"] },
    };
    const whole = await openai.completions.create(body);
    const pieces = await openai.completions.create({
      ...{ ...body, stream: true as const, stream_options: { include_usage: true } },
    });
    const texts = ["", "", "", ""];
    const tokens: string[][] = [[], [], [], []];
    const values: number[][] = [[], [], [], []];
    const reasons: string[] = [];
    let usage: unknown;
    for await (const piece of pieces) {
      usage = piece.usage;
      for (const { index, text, logprobs, finish_reason } of piece.choices) {
        texts[index] += text;
        tokens[index].push(...logprobs!.tokens!);
        values[index].push(...logprobs!.token_logprobs!);
        if (finish_reason) reasons[index] = finish_reason;
      }
    }
    expect(texts).toEqual(whole.choices.map(({ text }) => text));
    expect(tokens).toEqual(whole.choices.map(({ logprobs }) => logprobs!.tokens));
    expect(values).toEqual(whole.choices.map(({ logprobs }) => logprobs!.token_logprobs));
    expect(reasons).toEqual(whole.choices.map(({ finish_reason }) => finish_reason));
    expect(usage).toEqual(whole.usage);
  });

  it("throws its own errors", async () => {
    const { openai } = await client();
    const create = (model: string, prompt: string) => openai.completions.create({ model, prompt });
    await expect(create("other", "a")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(create("tiny", "x".repeat(99))).rejects.toMatchObject({
      status: 400,
      code: "context_length_exceeded",
    });
  });

  it("lists models", async () => {
    const { openai } = await client();
    const { data } = await openai.models.list();
    expect(data.map(({ id }) => id)).toEqual(["tiny"]);
    expect((await openai.models.retrieve("tiny")).owned_by).toBe("preflm");
  });
});
