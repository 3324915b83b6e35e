import { type Batch, lossGradient, type Objective } from "@preflm/core";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { rwr } from "@preflm/objective-rwr";
import { unlikelihood } from "@preflm/objective-unlikelihood";
import { describe, expect, it } from "vitest";
import golden from "./golden.json" with { type: "json" };

// Golden values of the six objectives, from the formulas of the released reference implementation
// in float64. Batch, logits and value head are built by the recipe in the file's "about".

const { B, T, V } = golden;
const columns = T - 1;
const count = B * columns;

/** The parts of a golden case that only some cases have. */
interface Case {
  readonly name: string;
  readonly params: {
    readonly alpha?: number;
    readonly beta?: number;
    readonly score_threshold?: number;
    readonly use_v?: boolean;
  };
  readonly loss: number;
  readonly grad_logits_l2: number;
  readonly grad_logits_0_0: readonly number[];
  readonly grad_logits_1_3: readonly number[];
  readonly weight_avg?: number;
  readonly weights?: readonly number[];
  readonly grad_h_row0?: readonly number[];
}

function perPrediction(entry: (b: number, t: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => entry(Math.floor(i / columns), i % columns));
}

const batch: Batch = {
  rows: B,
  columns,
  inputs: Int32Array.from(perPrediction((b, t) => golden.input_ids[b][t])),
  targets: Int32Array.from(perPrediction((b, t) => golden.input_ids[b][t + 1])),
  scores: Float32Array.from(perPrediction((b, t) => golden.token_scores[b][t + 1])),
};

const probabilities = perPrediction((b, t) => 7 * b + 3 * t).map((phase) => {
  const weights = Array.from({ length: V }, (_, v) => Math.exp(2 * Math.sin(1 + phase + 1.7 * v)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
});
const sigmoid = perPrediction((b, t) => 1 / (1 + Math.exp(-golden.h[b][t])));
const values = Float32Array.from(sigmoid, (s) => -s);
const logProbabilities = Float32Array.from(probabilities, (p, i) => Math.log(p[batch.targets[i]]));

/** Loss, gradients and weights in the golden file's terms: means over the predictions. */
function measure(objective: Objective) {
  const weights = objective.loss(batch);
  const outputs = { logProbabilities, ...(objective.valueHead ? { values } : {}) };
  const { loss, logitScale, valueGradient } = lossGradient(outputs, weights);
  const logits = probabilities.map((p, i) =>
    p.map((q, v) => ((q - (v === batch.targets[i] ? 1 : 0)) * logitScale[i]) / count),
  );
  return {
    loss: loss / count,
    logits,
    norm: Math.hypot(...logits.flat()),
    logitScale: [...logitScale],
    // v = −sigmoid(h), so ∂v/∂h = −σ(1 − σ).
    h: valueGradient && sigmoid.map((s, i) => (valueGradient[i] / count) * -s * (1 - s)),
  };
}

/** Within 1e-5 relative; the golden gradients are central differences, good to about 1e-9 absolute. */
function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-5 * Math.abs(expected) + 1e-9);
}

function expectAllClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expectClose(actual[i], value);
}

/** The objectives of a golden case; `soft` is what the released code does at threshold 0. */
function objectivesOf({ name, params }: Case): readonly Objective[] {
  const { alpha, beta = 1, score_threshold: threshold } = params;
  if (name === "MLE") return [mle(), filteredMle({ threshold: 0 }), conditional({ threshold: 0 })];
  if (threshold === 0) return [unlikelihood({ alpha, soft: true })];
  if (threshold !== undefined) return [unlikelihood({ alpha, threshold })];
  return [awr({ alpha, beta, baseline: params.use_v === false ? 0 : "value" })];
}

describe("the loss and gradients of the released implementation", () => {
  for (const expected of golden.cases as readonly Case[]) {
    for (const objective of objectivesOf(expected)) {
      it(`are ours: ${objective.name} for ${expected.name} ${JSON.stringify(expected.params)}`, () => {
        const actual = measure(objective);
        expectClose(actual.loss, expected.loss);
        expectClose(actual.norm, expected.grad_logits_l2);
        expectAllClose(actual.logits[0], expected.grad_logits_0_0);
        expectAllClose(actual.logits[columns + 3], expected.grad_logits_1_3);
        const { alpha = 1 } = expected.params;
        const weights = actual.logitScale.map((scale) => scale / alpha); // u = 0: s = α·a
        const average = weights.reduce((a, b) => a + b) / count;
        if (expected.weights) expectAllClose(weights, expected.weights);
        if (expected.weight_avg) expectClose(average, expected.weight_avg);
        if (expected.grad_h_row0) {
          // The last entry is the value after the last token, which predicts nothing.
          expectAllClose([...actual.h!.slice(0, columns), 0], expected.grad_h_row0);
        }
      });
    }
  }

  it("are ours: rwr for RWR with the constant value −0.5", () => {
    const { beta, loss, weights } = golden.rwr_constant_value_minus_half;
    const actual = measure(rwr({ beta, baseline: -0.5 }));
    expectClose(actual.loss, loss);
    expectAllClose(actual.logitScale, weights);
  });
});
