import { defaultIgnore, pep8 } from "@preflm/scorer-pep8";
import { pii } from "@preflm/scorer-pii";
import { toxicity } from "@preflm/scorer-toxicity";
import { type Corpus, openCorpus, quantile, type RunConfig } from "preflm";
import { mail } from "./mail.ts";
import { python } from "./python.ts";

/** What differs from task to task. Scores have scales of their own, and with them the objectives' settings. */
export interface Task {
  readonly scorer: RunConfig["scorer"];
  /** The task's own text, or what a path holds. */
  readonly corpus: (path?: string) => Corpus;
  /** Up to here a line is aligned. */
  readonly threshold: ReturnType<typeof quantile> | number;
  /** An objective's budget. */
  readonly tokens: number;
  /** How much unlikelihood weighs against likelihood. */
  readonly alpha: number;
  /** A line that scores 0.7 β weighs half in RWR. */
  readonly beta: number;
}

/**
 * Rules that tell of a small model's syntax rather than of its style: indentation and continuation lines that fit
 * nothing before them, broken code, and the end of a sample that was cut off. They would drown all others.
 */
const SYNTAX = ["E112", "E113", "E115", "E116", "E12", "E131", "E9", "W292"];

/** The paper's three tasks, on text that npm brings. */
export const tasks = {
  /** E-mail without personally identifiable information. */
  pii: () => ({
    scorer: pii({ segments: "lines" }),
    corpus: (path) => (path ? openCorpus(path) : mail()),
    threshold: 0,
    tokens: 750_000,
    alpha: 1,
    beta: 0.003,
  }),
  /** Python in the style of PEP 8. */
  pep8: () => ({
    scorer: pep8({ ignore: [...defaultIgnore, ...SYNTAX] }),
    corpus: (path) => (path ? openCorpus(path, { extensions: [".py"] }) : python()),
    threshold: 0,
    tokens: 500_000,
    alpha: 0.1,
    beta: 0.003,
  }),
  /** E-mail without toxic language. */
  toxicity: () => ({
    scorer: toxicity({ segments: "lines" }),
    corpus: (path) => (path ? openCorpus(path) : mail()),
    threshold: quantile(0.9),
    tokens: 750_000,
    alpha: 1,
    beta: 0.03,
  }),
} satisfies Record<string, () => Task>;
