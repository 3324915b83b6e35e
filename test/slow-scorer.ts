import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Scorer } from "@preflm/core";

/** Takes its time and writes down each document that it scores. */
export function slow({ log }: { readonly log: string }): Scorer {
  const score = (text: string) => (text.match(/e/g)?.length ?? 0) / text.length;
  return {
    specificationVersion: "v1",
    name: "slow",
    fingerprint: "slow 1",
    async annotate(documents) {
      appendFileSync(log, documents.map((text) => `${text}\n`).join(""));
      await setTimeout(3 * documents.length);
      return documents.map((text) => [{ text, score: score(text) }]);
    },
    score: async (texts) => texts.map(score),
  };
}
