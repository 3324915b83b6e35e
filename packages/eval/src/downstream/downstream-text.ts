import { grouped, percent } from "../format.ts";
import { columns } from "../inspect/columns.ts";
import type { Interval } from "../metrics/interval.ts";
import type { ChoiceResult } from "./choice-result.ts";
import type { ClassificationResult } from "./classification-result.ts";

/** How a model labels texts, for a terminal. */
export function classificationText(result: ClassificationResult): string {
  const { accuracy, macroF1, majority, perLabel, curve, train, test, prefix } = result;
  return [
    `${textsOf(train)} trained on, ${textsOf(test)} tested${prefix === undefined ? "" : `, behind ${prefix}`}`,
    `accuracy ${intervalText(accuracy)}, macro F1 ${percent(macroF1)}`,
    `always "${majority.label}", the most frequent in training: ${percent(majority.accuracy)}`,
    "",
    ...columns([
      ["label", "precision", "recall", "F1", "texts"],
      ...perLabel.map(({ label, precision, recall, f1, support }) => [
        ...[label, percent(precision), percent(recall), percent(f1), grouped(support)],
      ]),
    ]),
    "",
    ...columns([
      ["epoch", "loss", "accuracy"],
      ...curve.map(({ epoch, loss, accuracy }) => [
        ...[String(epoch), loss.toFixed(3), percent(accuracy)],
      ]),
    ]),
  ].join("\n");
}

/** How a model answers multiple-choice questions, for a terminal. */
export function choicesText({ items, cut, chance, accuracies }: ChoiceResult): string {
  return [
    `${grouped(items)} items${cut > 0 ? `, ${grouped(cut)} with a context that was cut` : ""}; guessing gives ${percent(chance)}`,
    "",
    ...columns([
      ["log-probability", "summed", "per byte", "per token"],
      ...accuracies.map(({ prefix, total, perByte, perToken }) => [
        ...[prefix === undefined ? "without a mark" : `behind ${prefix}`],
        ...[total, perByte, perToken].map(intervalText),
      ]),
    ]),
  ].join("\n");
}

function intervalText({ mean, low, high }: Interval): string {
  return `${percent(mean)} [${percent(low)}, ${percent(high)}]`;
}

function textsOf({ texts, cut }: { readonly texts: number; readonly cut: number }): string {
  return `${grouped(texts)} texts${cut > 0 ? ` (${grouped(cut)} cut)` : ""}`;
}
