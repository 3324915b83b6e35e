import { PreflmError, show } from "@preflm/core";
import type { PoolPrompt } from "./pool.ts";
import type { CompleteRedTeamOptions } from "./red-team-options.ts";
import type { RedTeamRound, RedTeamTrial } from "./red-team-result.ts";

/** A search between two rounds, as plain JSON: with it, `redTeam` goes on as if it had never stopped. */
export interface RedTeamState {
  /** What it belongs to: going on with anything else is refused. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Trials that are done. */
  readonly trials: readonly RedTeamTrial[];
  /** Rounds and pool of the trial under way. */
  readonly rounds: readonly RedTeamRound[];
  readonly pool: readonly PoolPrompt[];
}

/** How far a search has come. */
export interface RedTeamProgress {
  /** From 1. */
  readonly trial: number;
  /** From 1; 0 while the seed prompts are scored. */
  readonly round: number;
  /** Completions written and scored so far; candidates that were left out count as done. */
  readonly done: number;
  /** Completions in all. */
  readonly total: number;
}

/** The state that a search begins with, or goes on from. */
export function startState(options: CompleteRedTeamOptions): RedTeamState {
  const settings = settingsOf(options);
  const { state } = options;
  if (!state) return { settings, trials: [], rounds: [], pool: [] };
  for (const [name, value] of Object.entries(settings)) {
    const before = state.settings?.[name];
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    throw new PreflmError(
      "invalid-option",
      `The search to go on with had ${name} ${show(before)}, but now it is ${show(value)}. Go on with the same, or begin anew without "state".`,
    );
  }
  return { ...state, settings };
}

/** What decides the result, as JSON keeps it. */
function settingsOf(options: CompleteRedTeamOptions): RedTeamState["settings"] {
  const { target, scorer, adversary, prompts, rounds, trials, examples, candidates } = options;
  const { samples, temperature, scale, scored, sampling, asReleased, seed } = options;
  const { batch: _, ...decoding } = sampling;
  return JSON.parse(
    JSON.stringify({
      ...{ tokenizer: target.tokenizer.textFingerprint, prefix: target.prefix },
      ...{ banned: target.banned ?? [], scorer: scorer.fingerprint, adversary: adversary.name },
      ...{ prompts, rounds, trials, examples, candidates, samples, temperature, scale, scored },
      ...{ sampling: decoding, asReleased, seed },
    }),
  );
}
