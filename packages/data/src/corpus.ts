import { checkOptions, type Document, hash128 } from "@preflm/core";

/** Documents that can be read any number of times, always in the same order. */
export interface Corpus {
  /** What reports and messages call it. */
  readonly name: string;
  /** About how many characters the documents have: what progress is measured against. Absent where unknown. */
  readonly size?: number;
  /** Finds the size out, where `size` is absent and that takes a look at files. */
  measure?(): Promise<number>;
  /** Streams the documents. Every text is well-formed Unicode and not empty; what had to be skipped or mended is told. */
  documents(onProblem?: (problem: CorpusProblem) => void): AsyncIterable<Document>;
}

/** Something in the raw data that is not a document as it stands. */
export interface CorpusProblem {
  /** The file, or the corpus' name. */
  readonly source: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** `"skipped"`: no document came of it. `"mended"`: a document came of it, with U+FFFD for what is not Unicode. */
  readonly action: "skipped" | "mended";
  readonly reason: string;
}

/**
 * A corpus of texts in memory, or of what a function streams anew each time the corpus is read.
 * Ids are `<name>:<position>`, from 1. `size` tells progress what a function will stream, in characters.
 */
export function fromTexts(
  name: string,
  texts: readonly string[] | (() => Iterable<string> | AsyncIterable<string>),
  options: { readonly size?: number } = {},
): Corpus {
  checkOptions("fromTexts", options, ["size"]);
  const known = typeof texts === "function" ? undefined : texts;
  const size = options.size ?? known?.reduce((sum, text) => sum + text.length, 0);
  return {
    name,
    ...(size === undefined ? {} : { size }),
    async *documents(onProblem) {
      let position = 0;
      for await (const raw of typeof texts === "function" ? texts() : texts) {
        position++;
        const id = `${name}:${position}`;
        const text = wellFormed(raw);
        if (text !== raw) onProblem?.({ source: id, action: "mended", reason: LONE_SURROGATE });
        if (text !== "") yield { id, text };
        else onProblem?.({ source: id, action: "skipped", reason: EMPTY });
      }
    },
  };
}

/**
 * Divides a corpus into training and held-out documents. Each document's side is drawn from its id
 * alone, so neither order nor sharding nor added documents move any other. `heldOut` is the expected share.
 */
export function split(
  corpus: Corpus,
  options: { readonly heldOut: number; readonly seed?: number },
): { train: Corpus; heldOut: Corpus } {
  const { heldOut, seed = 0 } = options;
  const check = checkOptions("split", options, ["heldOut", "seed"]);
  check.number("heldOut", heldOut, { min: 0, max: 1 });
  check.integer("seed", seed);
  const isHeldOut = (id: string) => hash128(seed, id, "held-out")[0] / 2 ** 32 < heldOut;
  const side = (name: string, wanted: boolean): Corpus => ({
    name: `${corpus.name} (${name})`,
    ...(corpus.size === undefined ? {} : { size: corpus.size * (wanted ? heldOut : 1 - heldOut) }),
    async *documents(onProblem) {
      for await (const document of corpus.documents(onProblem)) {
        if (isHeldOut(document.id) === wanted) yield document;
      }
    },
  });
  return { train: side("train", false), heldOut: side("held out", true) };
}

export const EMPTY = "the text is empty";
export const INVALID_UTF8 = "bytes that are not UTF-8 were replaced by U+FFFD";
export const LONE_SURROGATE = "lone surrogates, which no UTF-8 can hold, were replaced by U+FFFD";

/** The text with each lone surrogate replaced by U+FFFD: the only texts that survive a round trip through UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}
