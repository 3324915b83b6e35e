import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import type { Objective } from "@preflm/core";
import { fromTexts, trainTokenizer } from "@preflm/data";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { pii } from "@preflm/scorer-pii";
import { unzipSync } from "fflate";
import { findCheckpoint, run } from "preflm";
import { expect, it } from "vitest";
import { checkpointZip } from "./checkpoint.ts";
import { prepareText, type RawText } from "./prepare.ts";
import { openTraining, updatesOf } from "./train.ts";

const documents = Array.from({ length: 60 }, (_, i) =>
  i % 3 ? `Dear ${i},\nsee you on day ${7 * i}.\n` : `Write to a${i}@example.org\nor call ${i}.\n`,
);
const size = { layers: 1, width: 16, heads: 2, context: 16 };
const [rows, updates, learningRate, seed] = [4, 20, 3e-3, 5];

async function text(): Promise<RawText> {
  const tokenizer = await trainTokenizer(stream(documents), { vocabulary: 300 });
  return {
    name: "letters",
    documents,
    tokenizer: tokenizer.toJSON(),
    scorer: { use: "pii", segments: "lines" },
  };
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Losses of the page's training, and the weights of the checkpoint that it offers. */
async function trainedByPage(objective: Objective, raw: RawText) {
  const scorer = pii({ segments: "lines" });
  const { train, tokenizer } = await prepareText(raw, scorer, async () => {});
  const settings = { size, rows, updates, learningRate, seed };
  const backend = onnxruntime({ threads: 1 });
  const training = await openTraining(backend, objective, train, tokenizer, settings);
  const losses: number[] = [];
  for await (const { loss } of updatesOf(training)) losses.push(loss);
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  for (const [name, bytes] of Object.entries(unzipSync(await checkpointZip(training))))
    writeFileSync(join(folder, name), bytes);
  training.model.dispose();
  const { weights, tokenizer: saved } = await findCheckpoint(folder);
  expect(saved.toJSON()).toEqual(training.tokenizer.toJSON());
  return { losses, weights };
}

/** Those of a run in Node with the settings that `npm start` has. */
async function trainedByRunner(objective: Objective, raw: RawText) {
  const output = mkdtempSync(join(tmpdir(), "page-"));
  const tokenizer = join(output, "tokenizer.json");
  writeFileSync(tokenizer, JSON.stringify(raw.tokenizer));
  const losses: number[] = [];
  await run({
    name: "run",
    output,
    corpus: fromTexts(raw.name, raw.documents),
    scorer: pii({ segments: "lines" }),
    objective,
    backend: onnxruntime({ threads: 1 }),
    tokenizer: { path: tokenizer },
    model: size,
    training: {
      tokens: updates * rows * size.context,
      tokensPerUpdate: rows * size.context,
      learningRate,
      warmup: 0.05,
      finalShare: 0.05,
      beta2: 0.98,
      deviation: 0.05,
    },
    evaluation: { heldOut: 0.1 },
    sampling: { count: 1 },
    seeds: [seed],
    listeners: [(event) => event.type === "train" && losses.push(event.loss)],
  });
  const { weights } = await findCheckpoint(join(output, "run"));
  return { losses, weights };
}

it.each([mle(), conditional({ threshold: 0 })])(
  "the page trains as a run in Node does, batch by batch and bit by bit: $name",
  async (objective) => {
    const raw = await text();
    const [page, runner] = [
      await trainedByPage(objective, raw),
      await trainedByRunner(objective, raw),
    ];
    expect(page.losses).toHaveLength(updates);
    expect(page.losses).toEqual(runner.losses);
    expect(page.weights).toEqual(runner.weights);
  },
);
