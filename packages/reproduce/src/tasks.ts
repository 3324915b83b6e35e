import type { Threshold } from "@preflm/core";
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
 * Indentation by other than four spaces, and by tabs: 70 % of the violations in the text. The other rules a small model
 * breaks whatever its marks: it cannot count columns or blank lines, and it leaves brackets open.
 */
const RULES = ["E101", "E111", "E114", "W191"];

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
  /** Python that is indented as PEP 8 says. */
  pep8: {
    name: "pep8",
    scorer: { use: "pep8", select: RULES },
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
