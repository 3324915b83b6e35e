import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { type RunConfig, type RunEvent, run } from "preflm";
import { describe, expect, it } from "vitest";
import { temporaryFolder, timeless, toyRun } from "./toy.ts";

describe("a reference", () => {
  it("that is a checkpoint is drawn from once, and compared with at the points and the end", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { name: "long", objective: mle() }));
    const changes: Partial<RunConfig> = {
      reference: { checkpoint: join(output, "long"), samples: 20, tokens: 12 },
      evaluation: { heldOut: 0.1, characters: 1000, at: [0.5], samples: 8 },
    };
    const phases: string[] = [];
    const hear = (event: RunEvent) => {
      if (event.type === "progress") phases.push(event.phase);
    };
    const report = await run(toyRun(output, { ...changes, listeners: [hear] }));
    const [plain, marked] = report.runs.map(({ seeds = [] }) => seeds[0]);
    // The same model with the same seed: nothing lies between it and its own samples.
    expect(plain.divergence?.nats.mean).toBeCloseTo(0, 3);
    expect(plain.divergence).not.toHaveProperty("natsWithMarks");
    expect(plain.divergence?.samples).toBe(20);
    expect(plain.points?.map(({ divergence }) => divergence?.samples)).toEqual([8, 20]);
    const { nats, natsWithMarks = 0 } = marked.divergence ?? { nats: { mean: 0 } };
    expect(natsWithMarks).toBeGreaterThan(nats.mean);
    expect(phases).toContain("reference");
    phases.length = 0;
    const again = await run(toyRun(output, { ...changes, name: "again", listeners: [hear] }));
    expect(timeless(again.runs)).toEqual(timeless(report.runs));
    expect(phases).not.toContain("reference"); // kept in the cache
  });

  it("that is down loses nothing: without it the run goes on", async () => {
    const output = await temporaryFolder();
    const url = "http://127.0.0.1:9/v1";
    const reference = { url, model: "gone", retries: 0, timeout: 1 };
    await expect(run(toyRun(output, { objective: mle(), reference }))).rejects.toThrow(
      /leave "reference" out/,
    );
    const report = await run(toyRun(output, { objective: mle(), resume: true }));
    expect(report.runs[0]).not.toHaveProperty("divergence");
  });

  it("is refused if it is neither a checkpoint nor an endpoint", async () => {
    const refused = async (reference: object, message: RegExp) =>
      expect(
        (async () => run(toyRun("never", { reference: reference as never })))(),
      ).rejects.toThrow(message);
    await refused({}, /expected either "checkpoint"/);
    await refused({ checkpoint: "a", url: "b" }, /expected either "checkpoint"/);
    await refused({ url: "http://x" }, /option "model" must be a string/);
    await refused({ checkpoint: "a", sample: 3 }, /Did you mean "samples"/);
    await refused({ checkpoint: "a", samples: 0 }, /"samples" must be a whole number/);
  });

  it("that writes marks will not do, and another try is not what is advised", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { name: "marked", objective: conditional({ threshold: 0 }) }));
    const reference = { checkpoint: join(output, "marked"), samples: 64, tokens: 16 };
    await expect(run(toyRun(output, { objective: mle(), reference }))).rejects.toThrow(
      /wrote a control token.* Change "reference", or leave it out\./,
    );
  });

  it("may be left out when a run is resumed", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { name: "long", objective: mle() }));
    const objective = conditional({ threshold: 0 });
    const reference = { checkpoint: join(output, "long"), samples: 4, tokens: 8 };
    await run(toyRun(output, { objective, reference }));
    const report = await run(toyRun(output, { objective, resume: true }));
    expect(report.runs).toHaveLength(1);
  });

  it("that was left out half-way gives no mean over the seeds, since some lack it", async () => {
    const output = await temporaryFolder();
    await run(toyRun(output, { name: "long", objective: mle() }));
    const reference = { checkpoint: join(output, "long"), samples: 4, tokens: 8 };
    const stop = new AbortController();
    const listeners = [({ type }: RunEvent) => type === "result" && stop.abort()];
    const config = toyRun(output, { objective: mle(), seeds: [1, 2] });
    const half = run({ ...config, reference, listeners, signal: stop.signal } as RunConfig);
    await expect(half).rejects.toThrow(/Stopped/);
    const [plain] = (await run({ ...config, resume: true })).runs;
    expect(plain.seeds?.map(({ divergence }) => divergence?.samples)).toEqual([4, undefined]);
    expect(plain).not.toHaveProperty("divergence");
  });

  it("that fails half-way is drawn from where it stopped when the run is started again", async () => {
    let asked = 0;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { n } = JSON.parse(Buffer.concat(chunks).toString()) as { n: number };
      if (++asked === 3) return response.writeHead(400).end("no more");
      const choice = {
        ...{ text: "Write to me", finish_reason: "length" },
        logprobs: { tokens: ["Write", " to me"], token_logprobs: [-3, -4], text_offset: [0, 5] },
      };
      return response.end(JSON.stringify({ choices: Array(n).fill(choice) }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      const { port } = server.address() as AddressInfo;
      const reference = {
        ...{ url: `http://127.0.0.1:${port}/v1`, model: "big", samples: 12, tokens: 8 },
        ...{ perRequest: 3, concurrency: 1, retries: 0 },
      };
      const config = toyRun(await temporaryFolder(), { objective: mle(), reference });
      await expect(run(config)).rejects.toThrow(/400.*no more.*samples so far are kept/s);
      const report = await run(config);
      expect(asked).toBe(2 + 1 + 2);
      expect(report.runs[0].divergence).toMatchObject({ reference: "big", samples: 12 });
      expect(report.runs[0].divergence?.nats.mean).toBeGreaterThan(0); // 7 nats for some 20 unlikely tokens
    } finally {
      server.close();
    }
  });
});
