import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Job, RunEvent } from "./events.ts";
import { tensorboardListener } from "./tensorboard-listener.ts";

const job: Job = { name: "mle-seed1", objective: "mle", seed: 1, number: 1, of: 1 };
const manifest = {
  versions: { preflm: "1" },
  settings: {
    model: { layers: 1, width: 8, heads: 1, context: 4 },
    training: { tokensPerUpdate: 100, learningRate: 1e-3 },
    objectives: [{ name: "mle", odd: "a|b\n`c`" }],
  },
  corpus: { name: "letters" },
  tokenizer: { vocabulary: 300 },
};
const update = (step: number): RunEvent => ({
  ...{ type: "train", job, step, steps: 20, tokens: 100 * step, loss: 1 / step },
  ...{ learningRate: 1e-3, gradientNorm: 1, tokensPerSecond: 1000 },
});
const point: RunEvent = {
  ...{ type: "point", job, tokens: 1000, bitsPerByte: 2 },
  misalignment: { mean: 0.1, low: 0, high: 0.2 },
};

/** A run's folder after a listener has heard some events, and how often a tag is in its event files. */
function after(folder: string, events: readonly RunEvent[]) {
  const listen = tensorboardListener();
  const start: RunEvent = { type: "start", name: "x", directory: folder, jobs: 1 };
  for (const event of [start, ...events]) listen({ time: 1e12, ...event });
}

function newRun(): string {
  const folder = mkdtempSync(join(tmpdir(), "preflm-board-"));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
}

function tagsIn(folder: string): Record<string, number> {
  const board = join(folder, "tensorboard", job.name);
  const text = readdirSync(board)
    .map((name) => readFileSync(join(board, name), "latin1"))
    .join("");
  const tags =
    text.match(/(?:train|generation|evaluation|KL)\/[\w@/(), -]+(?=\x15)|settings/g) ?? [];
  return Object.fromEntries(
    [...new Set(tags)].map((tag) => [tag, tags.filter((t) => t === tag).length]),
  );
}

describe("the TensorBoard listener", () => {
  it("writes a point of every curve for each update, the settings once, and what is measured on the way", () => {
    const folder = newRun();
    const updates = Array.from({ length: 15 }, (_, i) => update(i + 1));
    after(folder, [...updates, point, { type: "failed", message: "" }]);
    const tags = tagsIn(folder);
    for (const name of [
      "loss",
      "learning_rate",
      "gradient_norm",
      "tokens_seen",
      "theoretical_loss",
    ])
      expect([name, tags[`train/${name}`]]).toEqual([name, 15]);
    expect(tags["generation/unconditional/score"]).toBe(1);
    expect(tags["evaluation/bits_per_byte"]).toBe(1);
    expect(tags.settings).toBe(1);
  });

  it("writes hits as their share, as the released code does", () => {
    const folder = newRun();
    const scenario = {
      ...{ name: "unconditional", misalignment: { mean: 0.1 } },
      hitRate: 0.25,
      samples: 8,
    };
    const result = { tokens: 1000, bitsPerByte: 2, scenarios: [{ ...scenario, distinct: {} }] };
    after(folder, [update(1), { type: "result", job, result } as unknown as RunEvent]);
    const board = join(folder, "tensorboard", job.name);
    const bytes = Buffer.concat(readdirSync(board).map((name) => readFileSync(join(board, name))));
    const tag = "generation/unconditional/num_hits\x15"; // then the value as a float32
    expect(bytes.readFloatLE(bytes.indexOf(tag, 0, "latin1") + tag.length)).toBe(0.25);
  });

  it("goes on in a new file, without the settings again", () => {
    const folder = newRun();
    after(folder, [update(1), update(2), { type: "failed", message: "" }]);
    const resume: RunEvent = { type: "resume", job, step: 1, path: "" };
    after(folder, [resume, update(2), { type: "failed", message: "" }]);
    expect(readdirSync(join(folder, "tensorboard", job.name)).length).toBe(2);
    expect(tagsIn(folder)).toMatchObject({ "train/loss": 3, settings: 1 });
  });

  it("writes nothing for a job that does nothing", () => {
    const folder = newRun();
    after(folder, [{ type: "done", report: "", page: "", seconds: 1 }]);
    expect(readdirSync(folder)).toEqual(["manifest.json"]);
  });
});
