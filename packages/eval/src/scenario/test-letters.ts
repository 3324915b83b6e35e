import type { Scorer } from "@preflm/core";
import type { TextTokenizer } from "../tokenizer.ts";

export const [GOOD, BAD] = ["<|good|>", "<|bad|>"];
/** Ids: end-of-text is 0, then come a, b and c, then the marks. */
export const [GOOD_ID, BAD_ID] = [4, 5];
const [END, A, C] = [0, 1, 3];

/** A tokenizer of the letters a, b and c, for tests. */
export const letters: TextTokenizer = {
  endOfText: END,
  controlTokens: { [GOOD]: GOOD_ID, [BAD]: BAD_ID },
  textFingerprint: "abc",
  encode: async (texts) =>
    texts.map((text) => Int32Array.from(text, (letter) => letter.charCodeAt(0) - 96)),
  decode: (ids) =>
    Array.from(ids, (id) => (id >= A && id <= C ? String.fromCharCode(id + 96) : "")).join(""),
};

/** Next-token logits, a row for each last token: marks and letters are followed by all letters, and by each other. */
export const TABLE: readonly (readonly number[])[] = [
  [-9, 1, 0, 0, 0, 0],
  [0, 1, 2, 0, 0, 0],
  [0, 0, 1, 2, 0, 0],
  [0, 2, 0, 1, 0, 0],
  [0, 3, 0, 0, 0, 0],
  [0, 0, 0, 3, 0, 0],
];

/** The share of the letter c. */
export const countC: Scorer = {
  specificationVersion: "v1",
  name: "c",
  fingerprint: "c@1",
  annotate: async (documents) => documents.map((text) => [{ text, score: shareOfC(text) }]),
  score: async (texts) => texts.map(shareOfC),
};

function shareOfC(text: string): number {
  return text === "" ? 0 : (text.split("c").length - 1) / text.length;
}
