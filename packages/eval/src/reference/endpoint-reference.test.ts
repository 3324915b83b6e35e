import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { EndpointReferenceOptions } from "./endpoint-reference.ts";
import { endpointReference } from "./endpoint-reference.ts";
import { completions, type SeenRequest, testServer } from "./test-server.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function reference(
  answer: (request: SeenRequest, response: ServerResponse, n: number) => void,
  options: Partial<EndpointReferenceOptions> = {},
) {
  const server = await testServer(answer);
  closing.push(server.close);
  const fast = { model: "big", timeout: 5, retries: 2, backoff: 0.01, concurrency: 1 };
  return { server, model: endpointReference({ url: server.url, ...fast, ...options }) };
}

const ask = { tokens: 8, seed: 1 };

describe("endpointReference", () => {
  it("contacts nothing before it is sampled, then asks for plain samples", async () => {
    const { server, model } = await reference(
      (request, response) => completions(request, response),
      {
        perRequest: 4,
      },
    );
    expect(server.seen).toEqual([]);
    const samples = await model.sample(10, ask);
    expect(samples.texts).toEqual(Array(10).fill("one two"));
    expect(samples.logProbabilities).toEqual(Array(10).fill(-2));
    expect(server.seen.map(({ body }) => body.n)).toEqual([4, 4, 2]);
    expect(server.seen[0].path).toBe("/v1/completions");
    expect(server.seen[0].headers.authorization).toBeUndefined();
    expect(server.seen[0].body).toEqual({
      ...{ model: "big", prompt: "", n: 4, max_tokens: 8, temperature: 1, top_p: 1, logprobs: 1 },
      seed: expect.any(Number),
    });
    expect(new Set(server.seen.map(({ body }) => body.seed)).size).toBe(3);
  });

  it("asks again where a server gives fewer completions", async () => {
    const one = (request: SeenRequest, response: ServerResponse) =>
      completions(request, response, { count: 1 });
    const { server, model } = await reference(one, { concurrency: 3, perRequest: 2 });
    expect((await model.sample(7, ask)).texts.length).toBe(7);
    expect(server.seen.length).toBe(7);
  });

  it("sends the key of the environment variable, and never shows it", async () => {
    const unauthorised = (_: SeenRequest, response: ServerResponse) => {
      response.writeHead(401).end('{"error": "bad key sk-secret"}');
    };
    process.env.PREFLM_TEST_KEY = "sk-secret";
    try {
      const { server, model } = await reference(unauthorised, {
        apiKeyVariable: "PREFLM_TEST_KEY",
      });
      const error = await model.sample(1, ask).catch((error: Error) => error);
      expect(String(error)).toMatch(/refuses with status 401: \{"error": "bad key …"\}\.$/);
      expect(String(error)).not.toContain("secret");
      expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer sk-secret"]);
    } finally {
      delete process.env.PREFLM_TEST_KEY;
    }
    const url = "http://127.0.0.1:1/v1";
    const named = (apiKeyVariable: string) => () =>
      endpointReference({ url, model: "m", apiKeyVariable });
    expect(named("PREFLM_TEST_KEY")).toThrow(/PREFLM_TEST_KEY is not set/);
    expect(named("sk-1-secret")).toThrow(/must be the NAME/);
    expect(named("sk-1-secret")).not.toThrow(/secret/);
  });

  it("tries again after 429 and 503, as soon as Retry-After says", async () => {
    const busy = (request: SeenRequest, response: ServerResponse, n: number) => {
      if (n === 0) response.writeHead(429, { "retry-after": "0" }).end();
      else if (n === 1) response.writeHead(503).end("busy");
      else completions(request, response);
    };
    const { server, model } = await reference(busy);
    expect((await model.sample(1, ask)).texts).toEqual(["one two"]);
    expect(server.seen.length).toBe(3);
    // The same request, with the same seed: what a failed try drew was not given to anybody.
    expect(new Set(server.seen.map(({ body }) => body.seed)).size).toBe(1);
  });

  it("does not wait for an hour, nor try what cannot pass", async () => {
    const later = await reference((_, response) =>
      response.writeHead(429, { "retry-after": "3600" }).end("quota"),
    );
    await expect(later.model.sample(1, ask)).rejects.toThrow(/asks to wait 3600 s: quota/);
    const wrong = await reference((_, response) => response.writeHead(404).end("no such model"));
    await expect(wrong.model.sample(1, ask)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("status 404: no such model"),
    });
    expect(later.server.seen.length + wrong.server.seen.length).toBe(2);
  });

  it("says that a server is down, or slow", async () => {
    const down = await testServer(() => {});
    await down.close();
    const off = endpointReference({ url: down.url, model: "m", retries: 1, backoff: 0 });
    await expect(off.sample(1, ask)).rejects.toThrow(
      /cannot be reached: ECONNREFUSED.*\(2 tries\)/,
    );
    const { server, model } = await reference(() => {}, { timeout: 0.05, retries: 1 });
    await expect(model.sample(1, ask)).rejects.toThrow(
      /did not answer within 0\.05 s.*\(2 tries\)/,
    );
    expect(server.seen.length).toBe(2);
  });

  it("tries again when a connection breaks off in the middle of an answer", async () => {
    const { model } = await reference((request, response, n) => {
      if (n > 0) return completions(request, response);
      response.writeHead(200, { "content-length": 1000 });
      response.write('{"choices":', () => response.destroy());
    });
    expect((await model.sample(1, ask)).texts.length).toBe(1);
  });

  it("refuses garbage, chats and answers without log-probabilities", async () => {
    const answers: readonly (readonly [string, RegExp])[] = [
      ["<html>hello</html>", /not JSON: <html>hello<\/html>/],
      ["null", /no "choices": null/],
      ['{"choices": []}', /no "choices"/],
      ['{"choices": [{"message": {}}]}', /no "text".*chats/],
      ['{"choices": [{"text": "x"}]}', /without the log-probabilities/],
      ['{"choices": [{"text": "x", "logprobs": null}]}', /without the log-probabilities/],
      [
        '{"choices": [{"text": "x", "logprobs": {"token_logprobs": [-1, null]}}]}',
        /null for token 1/,
      ],
      ['{"choices": [{"text": "x", "logprobs": {"token_logprobs": ["a"]}}]}', /a for token 0/],
    ];
    for (const [answer, message] of answers) {
      const { server, model } = await reference((_, response) => response.end(answer));
      await expect(model.sample(1, ask)).rejects.toThrow(message);
      expect(server.seen.length).toBe(1);
    }
  });

  it("leaves out a first log-probability of null, and counts end-of-text only if it was given", async () => {
    const sampled = async (tokens: readonly string[], text: string, finish: string) => {
      const { model } = await reference((request, response) =>
        completions(request, response, { tokens, text, finish }),
      );
      return (await model.sample(1, ask)).ended;
    };
    expect(await sampled(["a", "<|endoftext|>"], "a", "stop")).toEqual([true]);
    expect(await sampled(["a", ""], "a", "stop")).toEqual([true]);
    expect(await sampled(["a", "b"], "ab", "stop")).toEqual([false]);
    expect(await sampled(["a", "b"], "ab", "length")).toEqual([false]);
    const answer = '{"choices": [{"text": "x", "logprobs": {"token_logprobs": [null, -3]}}]}';
    const { model } = await reference((_, response) => response.end(answer));
    expect((await model.sample(1, ask)).logProbabilities).toEqual([-3]);
  });

  it("stops at once when asked to", async () => {
    const controller = new AbortController();
    const { server, model } = await reference(() => controller.abort(new Error("stopped")));
    const { signal } = controller;
    await expect(model.sample(1, { ...ask, signal })).rejects.toThrow("stopped");
    await expect(model.sample(1, { ...ask, signal })).rejects.toThrow("stopped");
    expect(server.seen.length).toBe(1);
  });

  it("refuses urls that cannot be meant", () => {
    const at = (url: string) => () => endpointReference({ url, model: "m" });
    expect(at("localhost:8000")).toThrow(/must be the API's base/);
    expect(at("file:///etc/passwd")).toThrow(/must be the API's base/);
    expect(at("http://localhost/v1?key=1")).toThrow(/must be the API's base/);
    expect(at("http://me:secret@localhost/v1")).toThrow(/user name or password/);
    expect(at("http://me:secret@localhost/v1")).not.toThrow(/secret/);
  });
});
