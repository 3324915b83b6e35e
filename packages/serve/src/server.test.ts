import { once } from "node:events";
import { request } from "node:http";
import { PreflmError } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type Answer, type ModelServer, serveModel } from "./serve-model.ts";
import { serveTiny, tinyModel } from "./test-support.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into the JSON as it is
const json = async (response: Response): Promise<any> => response.json();

describe("the server", () => {
  it("says what it serves", async () => {
    const { server } = await serveTiny();
    const ask = async (path: string) => json(await fetch(`${server.url}${path}`));
    const list = await ask("/models");
    expect(list).toMatchObject({ object: "list", data: [{ id: "tiny", object: "model" }] });
    expect(await ask("/models/tiny")).toEqual(list.data[0]);
  });

  it.each<[object | string, number, RegExp, string | null]>([
    ["{", 400, /not JSON/, null],
    ["[]", 400, /must be a JSON object/, null],
    ["null", 400, /must be a JSON object/, null],
    [{ prompt: "a" }, 400, /"model"/, "model"],
    [{ model: "gpt-4" }, 404, /no model "gpt-4"; this server has "tiny"/, "model"],
    [{ model: "tiny", promt: "a" }, 400, /no argument "promt"/, "promt"],
    [{ model: "tiny", prompt: 3 }, 400, /"prompt": expected a string/, "prompt"],
    [{ model: "tiny", prompt: [] }, 400, /"prompt"/, "prompt"],
    [{ model: "tiny", prompt: ["a", 3] }, 400, /"prompt"/, "prompt"],
    [{ model: "tiny", prompt: [[]] }, 400, /"prompt.0"/, "prompt.0"],
    [{ model: "tiny", prompt: [1.5] }, 400, /"prompt"/, "prompt"],
    [{ model: "tiny", prompt: [999] }, 400, /token 999 is outside/, "prompt"],
    [{ model: "tiny", prompt: "x".repeat(99) }, 400, /context is 40 tokens/, "prompt"],
    [{ model: "tiny", prompt: "x", max_tokens: 39 }, 400, /for fewer max_tokens/, "prompt"],
    [{ model: "tiny", max_tokens: 0 }, 400, /only with echo/, "max_tokens"],
    [{ model: "tiny", max_tokens: "5" }, 400, /"max_tokens"/, "max_tokens"],
    [{ model: "tiny", temperature: -1 }, 400, /"temperature"/, "temperature"],
    [{ model: "tiny", top_p: 2 }, 400, /"top_p"/, "top_p"],
    [{ model: "tiny", n: 0 }, 400, /"n"/, "n"],
    [{ model: "tiny", n: 3, best_of: 2 }, 400, /at least n/, "best_of"],
    [{ model: "tiny", best_of: 2, stream: true }, 400, /cannot be streamed/, "best_of"],
    [{ model: "tiny", logprobs: 6 }, 400, /"logprobs"/, "logprobs"],
    [{ model: "tiny", stop: ["a", "b", "c", "d", "e"] }, 400, /up to 4/, "stop"],
    [{ model: "tiny", stop: "" }, 400, /"stop"/, "stop"],
    [{ model: "tiny", logit_bias: { 999: 1 } }, 400, /token 999/, "logit_bias"],
    [{ model: "tiny", logit_bias: { a: 1 } }, 400, /"logit_bias/, "logit_bias.a"],
    [{ model: "tiny", suffix: "x" }, 400, /suffix is not supported/, "suffix"],
    [{ model: "tiny", presence_penalty: 1 }, 400, /not supported/, "presence_penalty"],
  ])("refuses %j", async (body, status, message, param) => {
    const { send } = await serveTiny();
    const response = await send(body);
    const { error } = await json(response);
    expect(error.message).toMatch(message);
    expect([response.status, error.param, error.type]).toEqual([
      status,
      param,
      "invalid_request_error",
    ]);
  });

  it("refuses other paths, methods and content types, and bodies that are too big", async () => {
    const { server, send } = await serveTiny({ bodyLimit: 2000 });
    const ask = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
    expect((await ask("/chat/completions")).status).toBe(404);
    expect((await ask("/%E0%A4%A")).status).toBe(404);
    expect((await ask("/models/other")).status).toBe(404);
    const get = await ask("/completions");
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await ask("/completions", { method: "POST", body: "{}" })).status).toBe(415);
    const big = await send({ model: "tiny", prompt: "x".repeat(1_000_000) });
    expect([big.status, (await json(big)).error.message]).toEqual([
      413,
      expect.stringMatching(/more than 2000/),
    ]);
    expect((await send({ model: "tiny", prompt: "x" })).status).toBe(200);
  });

  it("answers under local names only, unless it listens to other machines", async () => {
    const status = async (server: ModelServer, host: string) => {
      const asked = request(`${server.url}/models`, { headers: { host } }).end();
      const [response] = await once(asked, "response");
      response.resume();
      return response.statusCode;
    };
    const { server } = await serveTiny();
    for (const name of ["localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:9"])
      expect(await status(server, name)).toBe(200);
    for (const name of [
      "evil.example",
      "evil.example:8000",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
    ])
      expect(await status(server, name)).toBe(421);
    const { server: open } = await serveTiny({ host: "0.0.0.0" });
    expect(await status(open, "a-machine.example")).toBe(200);
  });

  it("takes null for what is left out", async () => {
    const { post } = await serveTiny();
    const nothing = { prompt: null, max_tokens: null, stop: null, logprobs: null, seed: null };
    expect((await post({ ...nothing, suffix: null, stream: null, n: null })).status).toBe(200);
  });

  it("decodes requests that come together side by side, each as if alone", async () => {
    const { model, post } = await serveTiny();
    const bodies = Array.from({ length: 12 }, (_, i) => ({
      prompt: ["the", "cat", "a longer prompt"][i % 3].slice(i % 2),
      ...{ max_tokens: 1 + i, temperature: 0, logprobs: 1, echo: i % 3 === 0 },
    }));
    const together = await Promise.all(bodies.map(post));
    expect(model.calls.largestBatch).toBeGreaterThan(2);
    for (const [i, body] of bodies.entries())
      expect(together[i].json.choices[0].text).toBe((await post(body)).json.choices[0].text);
    expect(model.calls.open).toBe(0);
  });

  it("answers others though one request fails in the midst of a batch", async () => {
    const { tokenizer, post } = await serveTiny();
    const all = Array.from({ length: tokenizer.vocabulary }, (_, id) => [id, -100]);
    const bodies = [{}, { logit_bias: Object.fromEntries(all) }, {}];
    const answers = await Promise.all(bodies.map(post));
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200]);
    expect(answers[1].json.error).toMatchObject({ type: "server_error" });
  });

  it("stops generating for a client that is gone", async () => {
    const answers: Answer[] = [];
    const { model, tokenizer, send, post } = await serveTiny({
      onAnswer: (answer) => answers.push(answer),
    });
    const logit_bias = { [tokenizer.endOfText]: -100 };
    const gone = new AbortController();
    const body = { model: "tiny", max_tokens: 38, n: 64, stream: true, logit_bias };
    const response = await send(body, gone.signal);
    await response.body!.getReader().read();
    gone.abort();
    await post({ max_tokens: 1 });
    expect(model.calls.steps).toBeLessThan(37);
    expect(model.calls.open).toBe(0);
    expect(answers.map(({ status }) => status)).toEqual([499, 200]);
  });

  it("finishes the answers under way when it is closed, and takes no more", async () => {
    const { server, send } = await serveTiny();
    const answers = [1, 2, 3].map((n) =>
      send({ model: "tiny", max_tokens: 30, n, stream: n === 3 }),
    );
    await (await answers[2]).body!.getReader().read();
    await server.close();
    expect((await answers[0]).status).toBe(200);
    expect((await json(await answers[1])).choices.length).toBe(2);
    await expect(send({ model: "tiny" })).rejects.toThrow("fetch failed");
    await server.close().catch(() => {});
  });

  it("survives a client that hangs up in the midst of its request", async () => {
    const { server, post } = await serveTiny();
    const headers = { "content-type": "application/json", "content-length": 100 };
    const half = request(`${server.url}/completions`, { method: "POST", headers });
    half.on("error", () => {});
    half.write('{"model":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    half.destroy();
    expect((await post({ max_tokens: 1 })).status).toBe(200);
  });

  it("says why it cannot start", async () => {
    const { model, tokenizer } = await tinyModel();
    const start = (options: object) =>
      serveModel({ model, tokenizer, name: "x", port: 0, ...options });
    await expect(start({ prot: 1 })).rejects.toThrow('no option "prot"');
    await expect(start({ name: "" })).rejects.toThrow('"name"');
    await expect(start({ generation: { prefix: "<|algned|>" } })).rejects.toThrow("Did you mean");
    const { server } = await serveTiny();
    const port = Number(new URL(server.url).port);
    await expect(start({ port })).rejects.toThrow(PreflmError);
    await expect(start({ port })).rejects.toThrow("another program listens there");
  });
});
