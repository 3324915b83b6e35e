import { interval, mean } from "../metrics/interval.ts";
import type { ClassificationEpoch, ClassificationResult } from "./classification-result.ts";
import {
  type ClassifyOptions,
  type CompleteClassifyOptions,
  completeOptions,
} from "./classify-options.ts";
import { encodeTexts } from "./encode-texts.ts";
import { finetune } from "./finetune.ts";
import type { EncodedText } from "./label-batch.ts";
import { labelScores } from "./label-scores.ts";
import type { ClassifiedText } from "./labelled-text.ts";
import { predictLabels } from "./predict-labels.ts";

/**
 * How good a model's representations are: finetunes it to name the class of a text, and tests that on other texts.
 *
 * Each label is a token that text never holds, and the model learns to predict it behind a text; since embedding and
 * output are tied, the rows of these tokens are a linear classification head on the last position. Trains `model` in place.
 */
export async function classify(given: ClassifyOptions): Promise<ClassificationResult> {
  const options = completeOptions(given);
  const { model, labels, epochs, prefix, seed, batch } = options;
  const names = Object.keys(labels);
  const train = await encode(options.train, options);
  const test = await encode(options.test, options);
  const right = Int32Array.from(options.test, ({ label }) => names.indexOf(label));
  const tokens = test.texts.map((text) => text.tokens);
  const curve: ClassificationEpoch[] = [];
  let predicted: Int32Array = new Int32Array(0);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const loss = await finetune(train.texts, epoch, options);
    predicted = await predictLabels(model, tokens, Object.values(labels), batch);
    curve.push({ epoch, loss, accuracy: mean(hits(predicted, right)) });
  }
  const perLabel = labelScores(names, predicted, right);
  const majority = mostFrequent(options.train);
  return {
    labels: names,
    accuracy: interval(hits(predicted, right), { seed }),
    macroF1: mean(perLabel.map(({ f1 }) => f1)),
    perLabel,
    majority: {
      label: majority,
      accuracy: mean(options.test.map(({ label }) => (label === majority ? 1 : 0))),
    },
    curve,
    train: { texts: options.train.length, cut: train.cut },
    test: { texts: options.test.length, cut: test.cut },
    ...(prefix !== undefined && { prefix }),
    predicted: Array.from(predicted, (label) => names[label]),
  };
}

async function encode(
  texts: readonly ClassifiedText[],
  { model, tokenizer, prefix, keep, labels }: CompleteClassifyOptions,
): Promise<{ readonly texts: readonly EncodedText[]; readonly cut: number }> {
  const { encoded, cut } = await encodeTexts(
    texts.map(({ text }) => text),
    { tokenizer, keep, context: model.config.context, ...(prefix !== undefined && { prefix }) },
  );
  return { texts: encoded.map((tokens, i) => ({ tokens, label: labels[texts[i].label] })), cut };
}

function hits(predicted: Int32Array, right: Int32Array): readonly number[] {
  return Array.from(predicted, (label, i) => (label === right[i] ? 1 : 0));
}

/** The label that most texts have; of equals the first in the alphabet. */
function mostFrequent(texts: readonly ClassifiedText[]): string {
  const counts = new Map<string, number>();
  for (const { label } of texts) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0];
}
