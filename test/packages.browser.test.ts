import { fromAutoevals } from "@preflm/adapters";
import { gpujs } from "@preflm/backend-gpujs";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { reference } from "@preflm/backend-reference";
import { tfjs } from "@preflm/backend-tfjs";
import type { Backend, Batch, Objective, Scorer } from "@preflm/core";
import {
  createLoader,
  fromTexts,
  loadTokenizerJson,
  memoryStores,
  scoreDocuments,
  withControlTokens,
} from "@preflm/data/browser";
import { generate } from "@preflm/eval/browser";
import { decodeSafetensors, encodeSafetensors, initialise, layout } from "@preflm/gpt";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { rwr } from "@preflm/objective-rwr";
import { schedule } from "@preflm/objective-schedule";
import { unlikelihood } from "@preflm/objective-unlikelihood";
import { compose } from "@preflm/scorer-compose";
import { pep8 } from "@preflm/scorer-pep8";
import { pii } from "@preflm/scorer-pii";
import { toxicity } from "@preflm/scorer-toxicity";
import { sentences } from "@preflm/text";
import { textClassifier } from "@preflm/transformers";
import { train } from "preflm/browser";
import { describe, expect, it } from "vitest";

const batch: Batch = {
  rows: 1,
  columns: 4,
  inputs: Int32Array.of(0, 1, 2, 3),
  targets: Int32Array.of(1, 2, 3, 4),
  scores: Float32Array.of(0, 0, 0.5, 0.5),
};
const adamw = {
  learningRate: 0.02,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

describe("in a browser", () => {
  it.each<[Scorer, string, string]>([
    [pii(), "Good morning.", "Write to ann@example.com."],
    [pep8(), "x = 1\n", "x=1\n"],
    [toxicity(), "Good morning.", "Go away, you id1ot."],
    [compose({ scorers: { pii: pii() } }), "Good morning.", "Write to ann@example.com."],
    [fromAutoevals(isShort, { name: "short", version: "1" }), "Yes.", "No, and this is why."],
  ])("a scorer tells bad text from good: $name", async (scorer, good, bad) => {
    const [low, high] = await scorer.score([good, bad]);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0);
  });

  it.each<Objective>([
    mle(),
    filteredMle({ threshold: 0 }),
    conditional({ threshold: 0 }),
    unlikelihood({ threshold: 0 }),
    rwr({ beta: 1 }),
    awr({ beta: 1 }),
    schedule([{ objective: mle(), until: 0.5 }, { objective: conditional({ threshold: 0 }) }]),
  ])("an objective weighs tokens: $name", (objective) => {
    const { likelihood } = (objective.phases?.[0].objective ?? objective).loss(batch);
    expect(likelihood).toHaveLength(4);
    expect(Math.max(...likelihood)).toBeGreaterThan(0);
  });

  it.each<Backend>([
    reference(),
    onnxruntime(),
    tfjs({ engine: "cpu" }),
    gpujs({ mode: "webgl2" }),
  ])("a backend trains: $name", async (backend) => {
    const config = { layers: 1, width: 8, heads: 2, context: 4, vocabulary: 5 };
    const start = initialise(config, 1);
    const tensors = layout(config).map(({ name, shape }) => [
      name,
      { shape, values: start.weights[name] },
    ]);
    const parts = encodeSafetensors({ tensors: Object.fromEntries(tensors) });
    const file = new Uint8Array(await new Blob([...parts]).arrayBuffer());
    const weights = Object.fromEntries(
      Object.entries(decodeSafetensors(file).tensors).map(([name, { values }]) => [name, values]),
    );
    const model = await backend.load(config, { weights });
    const loss = mle().loss(batch);
    const before = await model.accumulate(batch, loss, 0.25);
    await model.update(adamw);
    expect(await model.accumulate(batch, loss, 0.25)).toBeLessThan(before);
    model.dispose();
  });

  it("a corpus is scored, packed, trained on and continued", async () => {
    const scorer = pii();
    const objective = conditional({ threshold: 0, unmarkedShare: 0 });
    const tokenizer = withControlTokens(
      await loadTokenizerJson(byteTokenizer()),
      objective.controlTokens ?? [],
    );
    const texts = Array.from({ length: 20 }, (_, i) => `Dear ${i}. Mail bob${i}@example.com. Bye.`);
    const documents = [];
    for await (const document of fromTexts("letters", texts).documents()) documents.push(document);
    const segments = await scoreDocuments(documents, scorer);
    expect(segments[0].map(({ text }) => text)).toEqual([...sentences(texts[0])]);
    const scored = documents.map(({ id }, i) => ({ id, segments: segments[i] }));
    const stores = memoryStores(scored, { tokenizer, objective, seed: 1 });
    const loader = await createLoader({ stores, rows: 4, columns: 16, seed: 1 });

    const { vocabulary, endOfText, controlTokens } = tokenizer;
    const config = { layers: 1, width: 16, heads: 2, context: 16, vocabulary };
    const model = await onnxruntime().load(config, initialise(config, 1));
    const rate = { warmup: 0.1, decay: "cosine", finalShare: 0.1 } as const;
    const settings = { ...adamw, ...rate, steps: 20, accumulate: 1 };
    const losses: number[] = [];
    for await (const { loss } of train(model, objective, loader, settings)) losses.push(loss);
    expect(losses[19]).toBeLessThan(0.8 * losses[0]);

    const prompt = Int32Array.of(endOfText, controlTokens["<|aligned|>"]);
    const options = { temperature: 0.7, topP: 1, minimumLength: 8, maximumLength: 8, seed: 1 };
    const banned = Object.values(controlTokens);
    for await (const { tokens } of generate(model, [prompt], { ...options, banned, endOfText }))
      expect([...tokens].every((token) => token < 257)).toBe(true);
    model.dispose();
  });

  it("a classifier says what it needs", async () => {
    await expect(textClassifier({ folder: "none" })).rejects.toMatchObject({ name: "PreflmError" });
  });
});

/** As autoevals would: 1 is best. */
function isShort({ output }: { readonly output: string }) {
  return { name: "short", score: output.length < 10 ? 1 : 0 };
}

/** A `tokenizer.json` whose tokens are the 256 bytes, in GPT-2's spelling, and end-of-text. */
function byteTokenizer(): object {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 256;
  const spellings = Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : next++),
  );
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, use_regex: true };
  const endOfText = { id: 256, content: "<|endoftext|>", special: true };
  return {
    version: "1.0",
    added_tokens: [endOfText],
    normalizer: null,
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: {
      type: "BPE",
      vocab: Object.fromEntries(spellings.map((spelling, byte) => [spelling, byte])),
      merges: [],
    },
  };
}
