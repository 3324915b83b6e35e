import { checkBatch, checkTokenLoss, type ModelConfig } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { labelBatch } from "./label-batch.ts";
import { labelScores } from "./label-scores.ts";

const texts = [
  { tokens: Int32Array.of(0, 3), label: 8 },
  { tokens: Int32Array.of(0, 4, 5, 6), label: 9 },
  { tokens: Int32Array.of(0), label: 8 },
];

describe("labelBatch", () => {
  const config: ModelConfig = { layers: 1, width: 2, heads: 1, context: 4, vocabulary: 10 };

  it("counts the prediction of the label and nothing else", () => {
    const { batch, loss } = labelBatch(texts, config);
    checkBatch(batch, config);
    checkTokenLoss(loss, batch, config);
    expect([...loss.likelihood]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
    expect([...batch.targets]).toEqual([0, 8, 0, 0, 0, 0, 0, 9, 8, 0, 0, 0]);
    expect([...batch.inputs]).toEqual([0, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0]);
  });

  it("asks nothing of a value head", () => {
    const headed: ModelConfig = { ...config, valueHead: "linear" };
    const { batch, loss } = labelBatch(texts, headed);
    checkTokenLoss(loss, batch, headed);
    expect(loss.value?.weight).toBe(0);
  });
});

describe("labelScores", () => {
  it("are precision, recall and F1 against all other labels", () => {
    const scores = labelScores(["a", "b", "c", "d"], [0, 0, 1, 1, 2], [0, 1, 1, 1, 3]);
    expect(scores).toEqual([
      { label: "a", precision: 1 / 2, recall: 1, f1: 2 / 3, support: 1 },
      { label: "b", precision: 1, recall: 2 / 3, f1: 4 / 5, support: 3 },
      { label: "c", precision: 0, recall: 0, f1: 0, support: 0 },
      { label: "d", precision: 0, recall: 0, f1: 0, support: 1 },
    ]);
  });

  it("are 0 of a label that nothing has", () => {
    expect(labelScores(["a", "b"], [0], [0])[1]).toEqual({
      ...{ label: "b", precision: 0, recall: 0, f1: 0, support: 0 },
    });
  });
});
