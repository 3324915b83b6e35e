import type { Interval } from "../metrics/interval.ts";

/** How often the right choice is the most probable one, without training on the task: everything is plain JSON. */
export interface ChoiceResult {
  /** Items answered. */
  readonly items: number;
  /** Items whose context was cut on the left to fit the model's. */
  readonly cut: number;
  /** Accuracy of guessing: mean of 1 / choices. */
  readonly chance: number;
  /** One entry a way of asking: without a mark and, where one was given, behind it. */
  readonly accuracies: readonly ChoiceAccuracy[];
}

/** Share of items whose right choice scores highest; intervals are over the items. */
export interface ChoiceAccuracy {
  /** The control token before each context; absent for none. */
  readonly prefix?: string;
  /** By Σ log p of the choice's tokens. */
  readonly total: Interval;
  /** By Σ log p / UTF-8 bytes of the choice. */
  readonly perByte: Interval;
  /** By Σ log p / tokens of the choice. */
  readonly perToken: Interval;
}
