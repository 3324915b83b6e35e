import type { SeedComparison } from "../metrics/compare-seeds.ts";
import type { PairedTest } from "../metrics/paired-test.ts";
import type { ObjectiveReport, ScoreUnit } from "../report.ts";

/** Several runs side by side: plain JSON, and its page is drawn from nothing else. */
export interface RunComparison {
  /** The runs in the order given; the others are compared with the first. */
  readonly runs: readonly ComparedRun[];
  /** What the runs' numbers allow one to compare. */
  readonly comparable: Comparable;
  /** What is not comparable, and why. */
  readonly warnings: readonly string[];
  /** Settings that differ, each with its value in every run; absent where a run has no such setting. */
  readonly settings: readonly DifferingSetting[];
  readonly objectives: readonly ComparedObjective[];
  /** Scenarios whose samples continue the same prompts in both runs. */
  readonly paired: readonly PairedScenario[];
  readonly unit: ScoreUnit;
}

export interface ComparedRun {
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly preflm: string;
  readonly totalSeconds: number;
}

/** Which measures mean the same in all runs. */
export interface Comparable {
  readonly scores: boolean;
  /** Of all held-out text; bits per byte know nothing of tokens. */
  readonly bitsPerByte: boolean;
  readonly divergence: boolean;
  /** Training losses, and amounts of tokens. */
  readonly tokens: boolean;
}

export interface DifferingSetting {
  readonly name: string;
  readonly values: readonly (string | undefined)[];
}

/** One objective in every run. */
export interface ComparedObjective {
  readonly objective: string;
  /** One a run; null where a run does not have it. */
  readonly reports: readonly (ObjectiveReport | null)[];
  /** Score of each later run against the first; null where one of them is missing or scores are not comparable. */
  readonly scores: readonly (SeedComparison | null)[];
  /** Bits per byte, likewise. */
  readonly bitsPerByte: readonly (SeedComparison | null)[];
}

/** Samples that continue the same prompts, prompt by prompt. */
export interface PairedScenario {
  readonly objective: string;
  readonly scenario: string;
  /** Place of the run that is compared with the first. */
  readonly run: number;
  /** First minus other, a prompt at a time, each the mean over seeds: over prompts, of these trained models. */
  readonly test: PairedTest;
}
