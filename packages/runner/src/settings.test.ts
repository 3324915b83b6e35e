import { PreflmError } from "@preflm/core";
import { fromTexts } from "@preflm/data";
import { describe, expect, it } from "vitest";
import { completeSettings } from "./settings.ts";

const config = {
  corpus: "corpus.jsonl",
  scorer: "pii",
  objective: "mle",
  model: { layers: 2, width: 32, heads: 2, context: 64 },
  training: { tokens: 10_000, tokensPerUpdate: 512, learningRate: 1e-3 },
};

const messageOf = (bad: unknown): string => {
  try {
    completeSettings(bad);
  } catch (error) {
    expect(error).toBeInstanceOf(PreflmError);
    return (error as Error).message;
  }
  throw new Error("accepted");
};

describe("completeSettings", () => {
  it("fills in the paper's defaults and divides the budget into updates", () => {
    const settings = completeSettings(config);
    expect(settings).toMatchObject({
      columns: 64,
      rows: 8,
      accumulate: 1,
      steps: 19,
      seeds: [1],
      backend: "onnxruntime",
    });
    expect(settings.training).toMatchObject({
      beta1: 0.9,
      beta2: 0.999,
      weightDecay: 0.1,
      clipNorm: 1,
      warmup: 0.01,
      decay: "linear",
    });
    expect(settings.sampling).toMatchObject({
      count: 512,
      temperature: 0.7,
      topP: 0.9,
      minimumLength: 10,
    });
  });

  it("takes a corpus as a path, as a path with options, or as it is", () => {
    const corpus = fromTexts("letters", ["a"]);
    expect(completeSettings({ ...config, corpus }).corpus).toBe(corpus);
    expect(completeSettings(config).corpus.name).toBe("corpus.jsonl");
    const path = { path: "data/train-*.parquet", text: "body", id: "key", onBadLine: "fail" };
    expect(completeSettings({ ...config, corpus: path }).corpus.name).toBe("train-*.parquet");
  });

  it("cuts an update that is too large into micro-batches", () => {
    const training = { ...config.training, tokens: 1e6, tokensPerUpdate: 64 * 300 };
    const { rows, accumulate } = completeSettings({ ...config, training });
    expect(rows * accumulate).toBe(300);
    expect(rows).toBeLessThanOrEqual(64);
  });

  it("names an unknown option, the close one and where it is", () => {
    expect(messageOf({ ...config, objectives: "mle" })).toContain(
      'no option "objectives". Did you mean "objective"?',
    );
    expect(messageOf({ ...config, training: { ...config.training, learningrate: 1 } })).toMatch(
      /"training" .*Did you mean "learningRate"\?/,
    );
  });

  it.each([
    ["corpus", undefined, /"corpus".*(missing|undefined)/],
    ["corpus", 7, /"corpus": got 7; expected a path, { path, …options } or a corpus/],
    ["corpus", { path: "c.jsonl", onBadline: "fail" }, /Did you mean "onBadLine"\?/],
    ["corpus", { path: "c.jsonl", format: "csv" }, /"format" must be one of .*, got "csv"/],
    ["corpus", { path: "c.jsonl", extensions: ".py" }, /"extensions" must be .*, got ".py"/],
    ["training", { ...config.training, tokens: -5 }, /"training.tokens": got -5/],
    [
      "training",
      { ...config.training, learningRate: Number.NaN },
      /"training.learningRate": got NaN/,
    ],
    [
      "training",
      { ...config.training, tokensPerUpdate: 500 },
      /multiple of the model's context 64, got 500/,
    ],
    [
      "training",
      { ...config.training, tokens: 100 },
      /"tokens" \(100\) is less than "tokensPerUpdate" \(512\)/,
    ],
    ["training", { ...config.training, rows: 3 }, /divide the 8 rows of an update, got 3/],
    ["training", { ...config.training, keep: [0] }, /"training.keep.0": got 0/],
    ["training", { ...config.training, keep: 0.5 }, /"training.keep": got 0.5/],
    ["training", { ...config.training, documents: [0.5] }, /"training.documents/],
    [
      "training",
      { ...config.training, documents: [0.5, 0.5] },
      /"training.documents": got \[0.5,0.5\]; expected the smaller share first/,
    ],
    ["model", undefined, /"model" is missing: .*sizes.micro, or "from"/],
    ["from", 7, /"from": got 7; expected the folder of a checkpoint, or { path/],
    ["from", "nowhere", /There is no folder .*nowhere/],
    ["model", { ...config.model, layers: 0 }, /"model.layers": got 0/],
    ["name", "../escape", /"name": got "..\/escape"/],
    ["model", { ...config.model, heads: 3 }, /"width" must be a multiple of "heads"/],
    ["tokenizer", { vocab: 300 }, /got {"vocab":300}; expected { vocabulary: 8192 } .* or "gpt2"/],
    ["evaluation", { threshold: { quantil: 0.5 } }, /expected a score ≥ 0 or { quantile: 0 … 1 }/],
    ["listeners", [7], /"listeners.0": got 7; expected a function/],
    ["signal", new AbortController(), /"signal".*expected an AbortSignal/],
    ["registry", {}, /"registry": got {}; expected a registry/],
    ["objective", [], /"objective"/],
    ["objective", 7, /"objective": got 7/],
  ])("rejects a bad %s with what was given", (key, value, expected) => {
    expect(messageOf({ ...config, [key]: value })).toMatch(expected);
  });
});
