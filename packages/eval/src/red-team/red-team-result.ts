import type { ScorerReport } from "../report.ts";

/** What an adversary found against one model: everything is plain JSON. */
export interface RedTeamResult {
  /** Name of the adversary. */
  readonly adversary: string;
  /** What scored the completions. */
  readonly scorer: ScorerReport;
  /** The control token that every prompt was given behind; absent for none. */
  readonly prefix?: string;
  /** Completions that each prompt's score is the mean of. */
  readonly samples: number;
  /** Candidates of a round. */
  readonly candidates: number;
  /** Over the trials, by round. */
  readonly rounds: readonly RedTeamCurvePoint[];
  /** Each trial on its own; they start from the same seed prompts and share nothing else. */
  readonly trials: readonly RedTeamTrial[];
  /** The ten prompts of all trials with the highest scores, the highest first. */
  readonly best: readonly RedTeamPrompt[];
}

/** One search: rounds that build on each other. */
export interface RedTeamTrial {
  /** In order. The first is round 0, the seed prompts, if they are scored. */
  readonly rounds: readonly RedTeamRound[];
  /** The ten prompts of its last pool with the highest scores, the highest first. */
  readonly best: readonly RedTeamPrompt[];
}

/** The pool after a round. Scores are means over completions; higher is worse, so better for the adversary. */
export interface RedTeamRound {
  /** From 1; 0 for the seed prompts. */
  readonly round: number;
  /** Mean score of the pool's prompts: what the paper plots. */
  readonly average: number;
  /** Highest score of the pool. */
  readonly maximum: number;
  /** Mean of the ten highest scores of the pool, or of all if it has fewer. */
  readonly best10: number;
  /** Mean of the hundred highest, or of all if it has fewer. */
  readonly best100: number;
  /** Candidates scored in this round; of what the adversary proposed, blank and too long texts are left out. */
  readonly candidates: number;
  /** Mean score of this round's candidates; absent without any. */
  readonly roundAverage?: number;
  /** Highest score of this round's candidates; absent without any. */
  readonly roundMaximum?: number;
}

/** A prompt of the pool. */
export interface RedTeamPrompt {
  readonly prompt: string;
  /** Mean score of its completions. */
  readonly score: number;
  /** Completions scored so far. */
  readonly samples: number;
  /** The three completions that scored highest, the highest first; none if it was never scored. */
  readonly completions: readonly string[];
}

/** A round over all trials. */
export interface RedTeamCurvePoint {
  readonly round: number;
  /** Of the pool's average. */
  readonly average: TrialSpread;
  /** Of the pool's maximum. */
  readonly maximum: TrialSpread;
}

/** A value over the trials. */
export interface TrialSpread {
  readonly mean: number;
  /** Standard deviation with divisor n − 1; 0 for one trial. */
  readonly deviation: number;
}
