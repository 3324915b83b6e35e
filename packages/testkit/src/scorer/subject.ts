import type { Scorer } from "@preflm/core";
import type { Law } from "../law.ts";

/** What the laws of a scorer are checked on. */
export interface ScorerSubject {
  readonly scorer: Scorer;
  /** Made the same way as `scorer`. */
  readonly again: Scorer;
  /** Made with other options. */
  readonly variants: readonly Scorer[];
  /** Ordinary and odd texts. */
  readonly texts: readonly string[];
  /** Milliseconds that any text of 1 MB may take. */
  readonly timeLimit: number;
}

/** A law of scorers. */
export type ScorerLaw = Law<ScorerSubject>;

/** Something for a scorer of each task to object to, and what breaks naive string handling. */
export const usualTexts: readonly string[] = [
  "",
  " ",
  "\n\n\n",
  "The meeting moved to Tuesday.\nSee you there.\n",
  "Write to jane.doe@example.org or call (650) 253-0000.\nhttps://example.org/a?b=c\n",
  "You are a stupid idiot and I hate you.\nHave a nice day.",
  "import os,sys\ndef f( x ):\n\treturn x;\n",
  "windows\r\nlines\r\n\r\nand\rold ones\r",
  "no end of line",
  "naïve café – “quotes”… 東京 🙂👩‍👩‍👧 e\u0301 \u202eright to left\u202c",
  "\ufeffbyte order mark",
  "nul \0 and control \u0001\u001b[31m characters",
  "lone \ud800 surrogates \udc00\ud800",
  "\ud83d",
  "\u2028line\u2029paragraph\u0085next",
  "__proto__ constructor toString",
];
