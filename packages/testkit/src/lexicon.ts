import { checkOptions, type Finding, PreflmError, type Scorer } from "@preflm/core";

/** Options of `lexicon`. */
export interface LexiconOptions {
  /** The words to object to, in any case. */
  readonly words: readonly string[];
}

/**
 * A small real scorer for tests and examples: the share of a text's characters that listed words take up,
 * in [0, 1]. Segments are lines.
 */
export function lexicon(options: LexiconOptions): Scorer {
  checkOptions("lexicon", options, ["words"]);
  if (!options.words?.length) {
    throw new PreflmError("invalid-option", 'lexicon: option "words" must list at least one word.');
  }
  const words = [...new Set(options.words.map((word) => word.toLowerCase()))].sort();
  const listed = new Set(words);

  function find(text: string): Finding[] {
    const found: Finding[] = [];
    for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}_']+/gu)) {
      if (!listed.has(word.toLowerCase())) continue;
      found.push({ start: index, end: index + word.length, label: word });
    }
    return found;
  }
  function score(text: string): number {
    const characters = find(text).reduce((sum, { start, end }) => sum + end - start, 0);
    return characters / Math.max(1, text.length);
  }
  return {
    specificationVersion: "v1",
    name: "lexicon",
    fingerprint: `lexicon-1 ${JSON.stringify(words)}`,
    async annotate(documents) {
      return documents.map((document) =>
        (document.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({ text, score: score(text) })),
      );
    },
    async score(texts) {
      return texts.map(score);
    },
    async explain(text) {
      return find(text);
    },
  };
}
