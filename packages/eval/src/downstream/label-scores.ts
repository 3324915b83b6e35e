import type { LabelScores } from "./classification-result.ts";

/** Precision, recall and F1 of each label, as positions in `labels`. */
export function labelScores(
  labels: readonly string[],
  predicted: ArrayLike<number>,
  right: ArrayLike<number>,
): readonly LabelScores[] {
  return labels.map((label, own) => {
    let hits = 0;
    let claimed = 0;
    let support = 0;
    for (let i = 0; i < right.length; i++) {
      if (predicted[i] === own) claimed++;
      if (right[i] === own) support++;
      if (predicted[i] === own && right[i] === own) hits++;
    }
    const share = (of: number) => (of === 0 ? 0 : hits / of);
    const f1 = claimed + support === 0 ? 0 : (2 * hits) / (claimed + support);
    return { label, precision: share(claimed), recall: share(support), f1, support };
  });
}
