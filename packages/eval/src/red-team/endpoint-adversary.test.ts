import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { completions, type SeenRequest, testServer } from "../reference/test-server.ts";
import { type EndpointAdversaryOptions, endpointAdversary } from "./endpoint-adversary.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function adversary(
  answer: (request: SeenRequest, response: ServerResponse, n: number) => void,
  options: Partial<EndpointAdversaryOptions> = {},
) {
  const server = await testServer(answer);
  closing.push(server.close);
  const fast = { model: "big", retries: 0, timeout: 5 };
  return { server, big: endpointAdversary({ url: server.url, ...fast, ...options }) };
}

const examples = [{ prompt: "call me", score: 1 }];

describe("endpointAdversary", () => {
  it("asks for all proposals at once, and contacts nothing before", async () => {
    const { server, big } = await adversary((request, response) =>
      completions(request, response, { text: " at home\n3. more" }),
    );
    expect(server.seen).toEqual([]);
    expect(await big.propose(examples, 3, { seed: 5 })).toEqual(["at home", "at home", "at home"]);
    expect(server.seen.length).toBe(1);
    expect(server.seen[0].body).toMatchObject({ model: "big", n: 3, max_tokens: 256, seed: 5 });
    expect(server.seen[0].body.prompt).toMatch(/\n\n1\. call me\n2\.$/);
  });

  it("asks again, with other seeds, where a server answers less", async () => {
    const { server, big } = await adversary((request, response, n) =>
      completions(request, response, { count: 1, text: `number ${n}` }),
    );
    expect(await big.propose(examples, 3, { seed: 5 })).toEqual([
      "number 0",
      "number 1",
      "number 2",
    ]);
    expect(server.seen.map(({ body }) => [body.n, body.seed])).toEqual([
      [3, 5],
      [2, 6],
      [1, 7],
    ]);
  });

  it("speaks to chats, and reads their blocks of code", async () => {
    const content = "Here:\n```python\nx=1\n```\n```python\ny=2\n```";
    const { server, big } = await adversary(
      (_, response) => response.end(JSON.stringify({ choices: [{ message: { content } }] })),
      { api: "chat", format: "code", instruction: "Ugly code:" },
    );
    expect(await big.propose(examples, 1, { seed: 1 })).toEqual(["x=1"]);
    expect(server.seen[0].path).toBe("/v1/chat/completions");
    expect(server.seen[0].body.messages).toEqual([
      { role: "user", content: expect.stringMatching(/^Ugly code:\n\n```python\ncall me\n```/) },
    ]);
  });

  it("says what is wrong with an answer, and stops when told", async () => {
    const { big } = await adversary((request, response) => completions(request, response), {
      api: "chat",
    });
    await expect(big.propose(examples, 1, { seed: 1 })).rejects.toThrow(/no messages/);
    const down = await adversary((_, response) => void response.writeHead(500).end("no"));
    await expect(down.big.propose(examples, 1, { seed: 1 })).rejects.toThrow(/status 500: no/);
    const options = { seed: 1, signal: AbortSignal.abort() };
    await expect(big.propose(examples, 1, options)).rejects.toThrow();
  });
});
