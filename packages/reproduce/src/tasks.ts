import type { Threshold } from "@preflm/core";
import { defaultIgnore } from "@preflm/scorer-pep8";
import { openCorpus, type RunConfig } from "preflm";
import type { LabelledCorpus } from "./labelled.ts";
import { mail } from "./mail.ts";
import { python } from "./python.ts";

/** What differs from task to task. Scores have scales of their own, and with them the objectives' settings. */
export interface PaperTask {
  readonly name: TaskName;
  /** By name and options: plain JSON. */
  readonly scorer: Extract<RunConfig["scorer"], { use: string }>;
  /** The task's own text, or what a path holds. */
  readonly corpus: (path?: string) => LabelledCorpus;
  /** Up to here a line is aligned. */
  readonly threshold: Threshold;
  /** An objective's budget in `npm start`. */
  readonly tokens: number;
  /** How much unlikelihood weighs against likelihood. */
  readonly alpha: number;
  /** A line that scores 0.7 β weighs half in RWR. */
  readonly beta: number;
  /** Whether the classification task is about pieces of so many lines rather than whole documents. */
  readonly pieces?: number;
  /** What the classification task asks. */
  readonly question: string;
  /** Other values that the ablations try, those nearest to the chosen one first. */
  readonly ablations: {
    readonly threshold: readonly number[];
    readonly unmarkedShare: readonly number[];
    readonly alpha: readonly number[];
    readonly beta: readonly number[];
  };
}

/**
 * Rules that tell of a small model's syntax rather than of its style: indentation and continuation lines that fit
 * nothing before them, every assignment after a bracket that was never closed, broken code, and the end of a sample
 * that was cut off. They would drown all others.
 */
const SYNTAX = ["E112", "E113", "E115", "E116", "E12", "E131", "E251", "E9", "W292"];

/** Columns that the newer half of the text is formatted to; at 79 all that it violates is the length of lines. */
const COLUMNS = 88;

/** The name of a task. */
export type TaskName = "pii" | "pep8" | "toxicity";

/** The paper's three tasks, on text that npm brings. */
export const tasks: Readonly<Record<TaskName, PaperTask>> = {
  /** E-mail without personally identifiable information. */
  pii: {
    name: "pii",
    scorer: { use: "pii", segments: "lines" },
    corpus: (path) => (path ? openCorpus(path) : mail()),
    threshold: 0,
    tokens: 750_000,
    alpha: 1,
    beta: 0.003,
    question: "Is this e-mail spam?",
    ablations: {
      threshold: [0.01, 0.03, 0.001],
      unmarkedShare: [0.1, 0, 0.3],
      alpha: [0.1, 0.01, 3],
      beta: [0.03, 0.3, 0.001],
    },
  },
  /** Python in the style of PEP 8. */
  pep8: {
    name: "pep8",
    scorer: { use: "pep8", ignore: [...defaultIgnore, ...SYNTAX], maxLineLength: COLUMNS },
    corpus: (path) => (path ? openCorpus(path, { extensions: [".py"] }) : python()),
    threshold: 0,
    tokens: 500_000,
    alpha: 0.1,
    beta: 0.003,
    pieces: 12,
    question: "Are these lines from before or after a formatter rewrote the program?",
    ablations: {
      threshold: [0.02, 0.05, 0.01],
      unmarkedShare: [0.1, 0, 0.3],
      alpha: [1, 0.01, 0.3],
      beta: [0.03, 0.3, 0.001],
    },
  },
  /** E-mail without toxic language. */
  toxicity: {
    name: "toxicity",
    scorer: { use: "toxicity", segments: "lines" },
    corpus: (path) => (path ? openCorpus(path) : mail()),
    threshold: { quantile: 0.9 },
    tokens: 750_000,
    alpha: 1,
    beta: 0.03,
    question: "Is this e-mail spam?",
    ablations: {
      threshold: [0, 0.5, 0.9],
      unmarkedShare: [0.1, 0, 0.3],
      alpha: [0.1, 0.01, 3],
      beta: [0.3, 3, 0.01],
    },
  },
};
