import { random, type ScoredDocument, type Scorer } from "@preflm/core";

/** Documents for tests: `zeros` of the segments score 0, the others spread over three decades. */
export function scoredDocuments(seed: number, count: number, zeros = 0.6): ScoredDocument[] {
  const uniform = random(seed, "inspect-test");
  return Array.from({ length: count }, (_, d) => ({
    id: `document-${d}`,
    segments: Array.from({ length: 1 + Math.floor(6 * uniform()) }, (_, s) => ({
      text: `${d}.${s} ${"word ".repeat(1 + Math.floor(20 * uniform()))}\n`,
      score: uniform() < zeros ? 0 : 10 ** (-3 * uniform()),
    })),
  }));
}

/** The documents as `inspect` takes them. */
export function streamed(documents: readonly ScoredDocument[]) {
  return async function* () {
    yield* documents;
  };
}

/** A token for each word and each white space. */
export const words = {
  encode: async (texts: readonly string[]) =>
    texts.map((text) => (text.match(/\s|\S+/g) ?? []).map(() => 0)),
};

/** Finds every "o". */
export const circles: Scorer = {
  specificationVersion: "v1",
  name: "circles",
  fingerprint: "circles@1",
  annotate: async (texts) => texts.map((text) => [{ text, score: 0 }]),
  score: async (texts) => texts.map(() => 0),
  explain: async (text) =>
    [...text.matchAll(/o/g)].map(({ index }) => ({ start: index, end: index + 1, label: "o" })),
};
