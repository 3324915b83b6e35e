import type { TextTokenizer } from "../tokenizer.ts";

export const GOOD = "<|good|>";
/** Ids: end-of-text, a, b, c, the good mark, the bad mark. */
export const GOOD_ID = 4;

/** A tokenizer of the letters a, b and c, for tests. */
export const letters: TextTokenizer = {
  endOfText: 0,
  controlTokens: { [GOOD]: GOOD_ID, "<|bad|>": 5 },
  textFingerprint: "abc",
  encode: async (texts) =>
    texts.map((text) => Int32Array.from(text, (letter) => letter.charCodeAt(0) - 96)),
  decode: (ids) =>
    Array.from(ids, (id) => (id >= 1 && id <= 3 ? String.fromCharCode(id + 96) : "")).join(""),
};
