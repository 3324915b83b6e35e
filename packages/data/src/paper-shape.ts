import { type Document, type Segment, show } from "@preflm/core";

/**
 * A document as the paper's datasets hold it (Korbak et al. 2023): the texts of its segments and a score of each, higher
 * is worse. Returns the reason if they are none.
 */
export function segmentsOf(texts: unknown, scores: unknown): Omit<Document, "id"> | string {
  if (!Array.isArray(texts) || !Array.isArray(scores)) {
    return `"texts" and "scores" must be lists, got ${show(texts)} and ${show(scores)}`;
  }
  if (texts.length !== scores.length) {
    return `"texts" has ${texts.length} segments, "scores" has ${scores.length} scores`;
  }
  const oddText = texts.findIndex((text) => typeof text !== "string");
  if (oddText >= 0) return `texts[${oddText}] must be text, got ${show(texts[oddText])}`;
  const odd = scores.findIndex((score) => !isScore(score));
  if (odd >= 0) {
    const negative = scores[odd] < 0 ? "; a score is a negated reward" : "";
    return `scores[${odd}] must be finite and ≥ 0, got ${show(scores[odd])}${negative}`;
  }
  const segments: Segment[] = texts.map((text, i) => ({ text, score: scores[i] }));
  return { text: texts.join(""), segments };
}

/** Whether a value is a score: a finite number ≥ 0. */
export function isScore(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}
