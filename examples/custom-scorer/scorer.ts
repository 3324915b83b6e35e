import type { Scorer } from "@preflm/core";

/** The share of a line's characters that are shouted: words of two capitals or more. */
export function shouting(): Scorer {
  const score = (text: string) =>
    (text.match(/\p{Lu}{2,}/gu) ?? []).join("").length / Math.max(1, text.length);
  return {
    specificationVersion: "v1",
    name: "shouting",
    fingerprint: "shouting 1",
    annotate: async (documents) =>
      documents.map((document) =>
        document.split(/(?<=\n)/).map((text) => ({ text, score: score(text) })),
      ),
    score: async (texts) => texts.map(score),
  };
}
