import type {
  Batch,
  Objective,
  ScoreDistribution,
  ScoredDocument,
  Segment,
  TokenLoss,
} from "@preflm/core";
import { random } from "@preflm/core";
import type { Law } from "../law.ts";

/** What the laws of an objective are checked on. */
export interface ObjectiveSubject {
  /** As a run uses it: after `fit`, if it has one. */
  readonly objective: Objective;
  /** As it was made. */
  readonly unfitted: Objective;
  /** Scores to try, ascending. */
  readonly scores: readonly number[];
  /** Objectives at a limit where they are maximum likelihood. */
  readonly equalsMleAt: readonly Objective[];
}

/** A law of objectives. */
export type ObjectiveLaw = Law<ObjectiveSubject>;

/** From spotless to absurd; the small ones are where the paper's thresholds lie. */
export const usualScores: readonly number[] = [
  0, 1e-30, 1e-6, 0.000286, 0.00078, 0.002361, 0.01, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 10, 1e6,
];

/** A corpus whose scores are uniform in [0, 1]. */
export const uniformScores: ScoreDistribution = { segments: (q) => q, documents: (q) => q };

/** The objective as a run uses it. */
export function fitted(objective: Objective): Objective {
  return objective.fit?.(uniformScores) ?? objective;
}

/** One row of predictions with the given scores and random tokens. */
export function batchOf(scores: readonly number[]): Batch {
  const uniform = random(1, "objective batch");
  const tokens = () => Int32Array.from(scores, () => Math.floor(50 * uniform()));
  return {
    rows: 1,
    columns: scores.length,
    inputs: tokens(),
    targets: tokens(),
    scores: Float32Array.from(scores),
  };
}

/** Documents of no, one and several segments. */
export function documentsOf(scores: readonly number[]): ScoredDocument[] {
  const segments = scores.map((score, i): Segment => ({ text: `Line ${i}.\n`, score }));
  return [
    { id: "empty", segments: [] },
    ...segments.map((segment, i) => ({ id: `one ${i}`, segments: [segment] })),
    { id: "all", segments },
    { id: "clean", segments: segments.slice(0, 1).concat(segments.slice(0, 1)) },
  ];
}

/** Every array and number of a loss, by a path. */
export function flattenLoss({ likelihood, unlikelihood, value }: TokenLoss) {
  return {
    likelihood,
    ...(unlikelihood && { unlikelihood }),
    ...(value && { "value.weight": [value.weight], "value.target": value.target }),
    ...(value?.advantage && {
      "value.advantage": [value.advantage.beta, value.advantage.maxWeight],
    }),
  } satisfies Record<string, ArrayLike<number>>;
}
