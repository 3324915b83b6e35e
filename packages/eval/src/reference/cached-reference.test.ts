import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bigramModel } from "../test-bigram.ts";
import { readReferenceSamples } from "./cache-file.ts";
import { cachedReference } from "./cached-reference.ts";
import { checkpointReference } from "./checkpoint-reference.ts";
import { endpointReference } from "./endpoint-reference.ts";
import { letters } from "./test-letters.ts";
import { completions, testServer } from "./test-server.ts";

const folder = mkdtempSync(join(tmpdir(), "preflm-reference-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = () => join(folder, `${files++}.json`);

const table = [
  [0, 1, 0.5, 0.2],
  [0.3, 0, 1, 2],
  [1, 0.2, 0, 1],
  [0.1, 2, 1, 0],
];
const tokenizer = { ...letters, controlTokens: {} };
const checkpoint = () =>
  checkpointReference({ name: "ours", model: bigramModel(table), tokenizer });
const ask = { tokens: 5, seed: 1 };

describe("checkpointReference", () => {
  it("draws the same samples whichever part is drawn first", async () => {
    const all = await checkpoint().sample(200, ask);
    for (const [first, count] of [
      [0, 10],
      [60, 80],
      [128, 72],
    ]) {
      const part = await checkpoint().sample(count, { ...ask, first });
      expect(part.texts).toEqual(all.texts.slice(first, first + count));
      expect(part.logProbabilities).toEqual(all.logProbabilities.slice(first, first + count));
    }
    expect((await checkpoint().sample(200, { ...ask, seed: 2 })).texts).not.toEqual(all.texts);
  });

  it("refuses a model that writes marks", async () => {
    const marked = checkpointReference({
      ...{
        name: "m",
        model: bigramModel(table),
        tokenizer: { ...tokenizer, controlTokens: { x: 3 } },
      },
    });
    await expect(marked.sample(64, ask)).rejects.toThrow(/wrote a control token/);
  });

  it("stops between blocks when asked to, what was drawn being heard", async () => {
    const controller = new AbortController();
    const heard: number[] = [];
    const drawing = checkpoint().sample(200, {
      ...ask,
      signal: controller.signal,
      onSamples: ({ texts }) => {
        heard.push(texts.length);
        controller.abort(new Error("stopped"));
      },
    });
    await expect(drawing).rejects.toThrow("stopped");
    expect(heard).toEqual([64]);
  });
});

describe("cachedReference", () => {
  it("keeps samples as the released code names them, and draws only what is missing", async () => {
    const path = fresh();
    const cached = cachedReference(checkpoint(), path);
    const few = await cached.sample(70, ask);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      ...{ model_name: "ours", texts: few.texts, logprobs: few.logProbabilities },
    });
    const more = await cached.sample(100, ask);
    expect(more).toEqual(await checkpoint().sample(100, ask));
    expect(await cached.sample(70, ask)).toEqual(few);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("loses nothing when the endpoint fails half-way, and goes on", async () => {
    let broken = true;
    const server = await testServer((request, response, n) => {
      if (broken && n >= 3) response.writeHead(500).end("crashed");
      else completions(request, response, { text: `text ${n}` });
    });
    const path = fresh();
    const options = { url: server.url, model: "big", retries: 1, backoff: 0, concurrency: 2 };
    const cached = cachedReference(endpointReference({ ...options, perRequest: 4 }), path);
    try {
      await expect(cached.sample(20, ask)).rejects.toThrow(/status 500: crashed \(2 tries\)/);
      const left = await readReferenceSamples(path);
      expect(left.texts.length).toBe(12);
      broken = false;
      const samples = await cached.sample(20, ask);
      expect(samples.texts.slice(0, 12)).toEqual(left.texts);
      expect(samples.texts.length).toBe(20);
      // No seed is used twice, or a server would draw the same samples again.
      const answered = server.seen.filter((_, n) => n < 3 || n > 6);
      expect(new Set(answered.map(({ body }) => body.seed)).size).toBe(answered.length);
    } finally {
      await server.close();
    }
  });

  it("reads the released project's own files without asking anybody", async () => {
    const path = fresh();
    const file = { model_name: "davinci", texts: ["a", "b"], logprobs: [-1.5, -2] };
    writeFileSync(path, JSON.stringify(file));
    const nobody = endpointReference({
      url: "http://127.0.0.1:1/v1",
      model: "davinci",
      retries: 0,
    });
    const samples = await cachedReference(nobody, path).sample(2, ask);
    expect(samples).toEqual({ model: "davinci", texts: ["a", "b"], logProbabilities: [-1.5, -2] });
  });

  it("refuses the file of another reference or of other lengths, and what is no such file", async () => {
    const path = fresh();
    const cached = cachedReference(checkpoint(), path);
    await cached.sample(3, ask);
    const renamed = { ...checkpoint(), name: "theirs" };
    await expect(cachedReference(renamed, path).sample(3, ask)).rejects.toThrow(
      /reference "ours", not of "theirs"/,
    );
    await expect(cached.sample(3, { ...ask, tokens: 6 })).rejects.toThrow(/at most 5 tokens/);
    for (const [text, message] of [
      ["{", /not JSON/],
      ["null", /no object/],
      ['{"texts": []}', /"model_name"/],
      ['{"model_name": "ours", "texts": "a", "logprobs": [1]}', /"texts" is no list/],
      ['{"model_name": "ours", "texts": ["a"], "logprobs": [null]}', /"logprobs" is no list/],
      ['{"model_name": "ours", "texts": ["a"], "logprobs": []}', /1 texts and 0 log/],
      ['{"model_name": "ours", "texts": ["a"], "logprobs": [1], "ended": [1]}', /"ended"/],
      ['{"model_name": "ours", "texts": ["a"], "logprobs": [1], "tokens": [[]]', /not JSON/],
      ['{"model_name": "ours", "texts": ["a"], "logprobs": [1], "tokens": [1]}', /"tokens"/],
    ] as const) {
      writeFileSync(path, text);
      await expect(cached.sample(3, ask)).rejects.toMatchObject({
        code: "corrupt",
        message: expect.stringMatching(message),
      });
    }
    await expect(readReferenceSamples(join(folder, "none.json"))).rejects.toMatchObject({
      code: "io",
    });
  });
});
