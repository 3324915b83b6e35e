import type { Scorer } from "@preflm/core";
import { lexicon } from "../lexicon.ts";
import { scorerSubject } from "../test-scorer.ts";
import { expectBugsCaught, type PlantedBug } from "../test-support.ts";
import { scorerLaws } from "./laws.ts";

/** The lexicon scorer with some members replaced. */
function words(change: (real: Scorer) => Partial<Scorer> = () => ({})): Scorer {
  const real = lexicon({ words: ["idiot", "call", "return"] });
  return { ...real, ...change(real) };
}

/** The lexicon scorer with another way to score a text. */
function scoring(score: (text: string, real: number, all: readonly number[]) => number): Scorer {
  return words((real) => ({
    async score(texts) {
      const scores = await real.score(texts);
      return scores.map((each, i) => score(texts[i], each, scores));
    },
  }));
}

/** The lexicon scorer that sees other documents. */
function annotating(change: (document: string) => string): Scorer {
  return words((real) => ({ annotate: (documents) => real.annotate(documents.map(change)) }));
}

let scorers = 0;

const bugs: readonly PlantedBug<Scorer>[] = [
  {
    bug: "lines without their ends",
    law: "concatenate back",
    plant: () => annotating((document) => document.replaceAll("\n", "")),
  },
  {
    bug: "lone surrogates replaced",
    law: "concatenate back",
    plant: () => annotating((document) => Buffer.from(document).toString()),
  },
  {
    bug: "text in normal form",
    law: "concatenate back",
    plant: () => annotating((document) => document.normalize("NFC")),
  },
  {
    bug: "empty documents left out",
    law: "concatenate back",
    plant: () =>
      words((real) => ({ annotate: (documents) => real.annotate(documents.filter(Boolean)) })),
  },
  {
    bug: "a division by zero characters",
    law: "finite scores",
    plant: () => scoring((text, score) => (score * text.length) / text.length),
  },
  {
    bug: "a reward instead of a score",
    law: "finite scores",
    plant: () => scoring((_, score) => -score),
  },
  {
    bug: "one score whatever the text",
    law: "every text the same score",
    plant: () => scoring(() => 0.5),
  },
  {
    bug: "scores relative to the worst of the batch",
    law: "alone as in a batch",
    plant: () => scoring((_, score, all) => score / Math.max(1e-9, ...all)),
  },
  {
    bug: "a global regular expression that remembers where it stopped",
    law: "alone as in a batch",
    plant: () => {
      const pattern = /idiot|call/g;
      return scoring((text) => (pattern.test(text) ? 1 : 0));
    },
  },
  {
    bug: "segments scored by their place in the batch",
    law: "alone as in a batch",
    plant: () =>
      words((real) => ({
        annotate: async (documents) =>
          (await real.annotate(documents)).map((segments, i) =>
            segments.map(({ text, score }) => ({ text, score: score + i })),
          ),
      })),
  },
  {
    bug: "a fingerprint that forgets an option",
    law: "fingerprint",
    plant: () => words(() => ({ fingerprint: "lexicon-1" })),
  },
  {
    bug: "a fingerprint that is new every time",
    law: "fingerprint",
    plant: () => words(() => ({ fingerprint: `lexicon-${scorers++}` })),
  },
  {
    bug: "findings counted in bytes",
    law: "findings inside the text",
    plant: () =>
      words((real) => ({
        explain: async (text) =>
          (await real.explain!(`${text} idiot`)).map(({ label, start, end }) => {
            const bytes = (offset: number) => Buffer.byteLength(text.slice(0, offset));
            return { label, start: bytes(start), end: bytes(end) };
          }),
      })),
  },
  {
    bug: "a regular expression that backtracks",
    law: "ends within the time limit",
    plant: () => scoring((text, score) => (/\d+@/.test(text) ? 1 : score)),
  },
];

expectBugsCaught("scorer", scorerLaws, bugs, (plant) =>
  scorerSubject(plant(), plant(), {
    variants: [{ ...lexicon({ words: ["nice"] }), fingerprint: "lexicon-1" }],
    timeLimit: 300,
  }),
);
