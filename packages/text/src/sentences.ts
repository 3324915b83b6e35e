import { hidesFullStop } from "./abbreviations.ts";
import { tokens } from "./tokens.ts";

/** White space as Python's `str.isspace` has it. */
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const CHUNKS = new RegExp(`([${SPACE}]+)|[^${SPACE}]+`, "g");
/** spaCy's list, which is this property of an older Unicode, without the one dot leader. */
const TERMINAL = /(?!\u2024)\p{Sentence_Terminal}/u;
const ONE_TERMINAL = /^(?!\u2024)\p{Sentence_Terminal}$/u;
const PUNCTUATION = /^\p{P}+$/u;

/**
 * Cuts a text into sentences that concatenate back to it, by the rules of spaCy's `sentencizer`
 * for blank English, which Korbak et al. (2023) used.
 *
 * After a token that is one sentence-final character, the next token that is not punctuation begins a sentence.
 * One space stays with the token before it; further white space is a token, so it begins the next sentence.
 * Line breaks alone end nothing. The empty text has no sentences.
 */
export function sentences(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let ended = false;
  const begin = (offset: number) => {
    pieces.push(text.slice(start, offset));
    start = offset;
    ended = false;
  };

  for (const { index, 0: chunk, 1: space } of text.matchAll(CHUNKS)) {
    if (space) {
      const attached = space[0] === " " ? 1 : 0;
      if (ended && space.length > attached) begin(index + attached);
    } else if (ended || TERMINAL.test(chunk)) {
      let previous = 0;
      for (const token of tokens(chunk)) {
        const word = chunk.slice(token.start, token.end);
        if (ended && !PUNCTUATION.test(word)) begin(index + token.start);
        // Inside a chunk, as in "and/e.g.", an abbreviation's full stop was cut off as a suffix.
        else if (ONE_TERMINAL.test(word) && !hidesFullStop(chunk, previous, token.end))
          ended = true;
        previous = token.start;
      }
    }
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}
