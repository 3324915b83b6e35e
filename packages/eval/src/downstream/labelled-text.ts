import { PreflmError } from "@preflm/core";

/** A text with its class. */
export interface ClassifiedText {
  readonly text: string;
  readonly label: string;
  /** Where it is from, for errors to name: such as `"test.jsonl line 3"`. */
  readonly source?: string;
}

/**
 * A token id for each label of the texts, in alphabetical order from `firstId` on, the model's vocabulary: what the
 * vocabulary has to grow by before `classify`. Throws `"invalid-input"` unless there are two labels or more.
 */
export function labelTokens(
  texts: readonly ClassifiedText[],
  firstId: number,
): Readonly<Record<string, number>> {
  const labels = [...new Set(texts.map(({ label }) => label))].sort();
  if (labels.length < 2) {
    const found = labels.length === 0 ? "no text" : `only the label "${labels[0]}"`;
    throw new PreflmError(
      "invalid-input",
      `Classification needs training texts of two labels or more, but there is ${found}.`,
    );
  }
  return Object.fromEntries(labels.map((label, i) => [label, firstId + i]));
}
