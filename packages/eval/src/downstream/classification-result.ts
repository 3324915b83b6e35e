import type { Interval } from "../metrics/interval.ts";

/** How well a model that was finetuned on labelled texts labels others: everything is plain JSON. */
export interface ClassificationResult {
  /** In the order of everything that is by label. */
  readonly labels: readonly string[];
  /** Share of the test texts labelled rightly; the interval is over the test texts. */
  readonly accuracy: Interval;
  /** Unweighted mean of the labels' F1. */
  readonly macroF1: number;
  readonly perLabel: readonly LabelScores[];
  /** The accuracy of always answering the most frequent label of the training texts. */
  readonly majority: { readonly label: string; readonly accuracy: number };
  /** After each epoch; the last one is the result. */
  readonly curve: readonly ClassificationEpoch[];
  /** Texts trained on and tested on, and how many of them were cut to fit the context. */
  readonly train: { readonly texts: number; readonly cut: number };
  readonly test: { readonly texts: number; readonly cut: number };
  /** The control token before each text; absent for none. */
  readonly prefix?: string;
  /** The label of each test text as predicted, in order. */
  readonly predicted: readonly string[];
}

/** One label against all others. A score that divides by nothing is 0. */
export interface LabelScores {
  readonly label: string;
  /** Of the texts predicted to have it, the share that has it. */
  readonly precision: number;
  /** Of the texts that have it, the share predicted to. */
  readonly recall: number;
  /** 2·precision·recall / (precision + recall). */
  readonly f1: number;
  /** Test texts that have it. */
  readonly support: number;
}

/** One pass over the training texts. */
export interface ClassificationEpoch {
  readonly epoch: number;
  /** Mean −log p of the right label over the pass, in nats. */
  readonly loss: number;
  /** On the test texts, afterwards. */
  readonly accuracy: number;
}
