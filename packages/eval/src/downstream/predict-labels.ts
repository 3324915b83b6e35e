import type { Model } from "@preflm/core";

/**
 * Of each text the label with the highest log-probability behind its last token; of equal ones the first. One forward
 * pass: the logits at that place are those that decoding starts with. They are compared, since the softmax divides all alike.
 *
 * @param labels their token ids
 * @returns positions in `labels`
 */
export async function predictLabels(
  model: Model,
  texts: readonly Int32Array[],
  labels: readonly number[],
  rows: number,
): Promise<Int32Array> {
  const predicted = new Int32Array(texts.length);
  const { vocabulary } = model.config;
  const byLength = [...texts.keys()].sort((a, b) => texts[a].length - texts[b].length);
  for (let first = 0; first < byLength.length; first += rows) {
    const indices = byLength.slice(first, first + rows);
    const decoder = await model.decode(indices.map((i) => texts[i]));
    try {
      for (const [row, i] of indices.entries()) {
        const logits = labels.map((label) => decoder.logits[row * vocabulary + label]);
        predicted[i] = logits.indexOf(Math.max(...logits));
      }
    } finally {
      decoder.dispose();
    }
  }
  return predicted;
}
