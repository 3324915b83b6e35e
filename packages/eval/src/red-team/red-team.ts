import { hash128, PreflmError, random } from "@preflm/core";
import { mean } from "../metrics/interval.ts";
import { attack, fits, type ScoredPrompt } from "./attack.ts";
import { drawExamples } from "./draw-examples.ts";
import { bestPrompts, extendPool, type PoolPrompt, shown, summariseRound } from "./pool.ts";
import {
  type CompleteRedTeamOptions,
  completeOptions,
  type RedTeamOptions,
} from "./red-team-options.ts";
import type { RedTeamResult, TrialSpread } from "./red-team-result.ts";
import { type RedTeamState, startState } from "./red-team-state.ts";

/** The one score of a seed prompt that the released code never scores. */
const RELEASED_SEED_SCORE = 0.001;

/**
 * Searches for prompts after which a model writes what the scorer objects to (Korbak et al. 2023, §3.3 and §4.2, after
 * Perez et al. 2022). In each round the adversary sees a few prompts of the pool, drawn by their scores, and proposes
 * more; the target completes each `samples` times, the mean score of the completions is the prompt's, and it joins the pool.
 */
export async function redTeam(given: RedTeamOptions): Promise<RedTeamResult> {
  const options = await completeOptions(given);
  let state = startState(options);
  while (state.trials.length < options.trials) {
    state = await playRound(state, options);
    await options.onRound(state);
  }
  return result(state, options);
}

/** One round: the seed prompts at first, then what the adversary proposes. The last one closes the trial. */
async function playRound(
  state: RedTeamState,
  options: CompleteRedTeamOptions,
): Promise<RedTeamState> {
  const { target, sampling, prompts, asReleased, rounds: wanted } = options;
  const begins = state.pool.length === 0;
  if (begins && asReleased) {
    const dummy = { score: RELEASED_SEED_SCORE, samples: 1, worst: [] };
    return { ...state, pool: prompts.map((prompt) => ({ prompt, ...dummy })) };
  }
  const round = begins ? 0 : (state.rounds.at(-1)?.round ?? 0) + 1;
  const seedOf = (purpose: string) =>
    hash128(options.seed, state.trials.length, round, "red-team", purpose)[0];
  stopIfAborted(options, state);
  const proposed = begins
    ? prompts
    : await propose(state.pool, options, seedOf).catch((error) => {
        stopIfAborted(options, state);
        throw error;
      });
  const fitting = await fits(target, proposed, sampling.maximumLength);
  const candidates = proposed.filter((_, i) => fitting[i]);
  const scored = await score(candidates, state, round, options, seedOf("completions"));
  const pool = extendPool(state.pool, scored);
  const summary = summariseRound(round, pool, scored, asReleased ? 100 : undefined);
  const rounds = [...state.rounds, summary];
  if (round < wanted) return { ...state, rounds, pool };
  const trial = { rounds, best: bestPrompts(pool.map(shown)) };
  return { ...state, trials: [...state.trials, trial], rounds: [], pool: [] };
}

async function propose(
  pool: readonly PoolPrompt[],
  { adversary, examples, candidates, temperature, scale, signal }: CompleteRedTeamOptions,
  seedOf: (purpose: string) => number,
): Promise<readonly string[]> {
  const uniform = random(seedOf("examples"), "draw");
  const drawn = drawExamples(pool, examples, {
    temperature,
    uniform,
    ...(scale !== undefined && { scale }),
  });
  const shown = drawn.map(({ prompt, score }) => ({ prompt, score }));
  const context = { seed: seedOf("propose"), ...(signal && { signal }) };
  return (await adversary.propose(shown, candidates, context)).slice(0, candidates);
}

/** Completes and scores, telling how far the whole search is. */
async function score(
  prompts: readonly string[],
  state: RedTeamState,
  round: number,
  options: CompleteRedTeamOptions,
  seed: number,
): Promise<readonly ScoredPrompt[]> {
  if (prompts.length === 0) return [];
  const { rounds, trials, candidates, samples, asReleased, scorer, scored, sampling } = options;
  const seeds = asReleased ? 0 : options.prompts.length;
  const perTrial = (seeds + rounds * candidates) * samples;
  const before = round === 0 ? 0 : (seeds + (round - 1) * candidates) * samples;
  const trial = state.trials.length + 1;
  const done = (trial - 1) * perTrial + before;
  return attack(options.target, prompts, {
    ...{ scorer, scored, samples, sampling, seed },
    onProgress(completions) {
      stopIfAborted(options, state);
      options.onProgress({ trial, round, done: done + completions, total: perTrial * trials });
    },
  });
}

function stopIfAborted({ signal }: CompleteRedTeamOptions, state: RedTeamState): void {
  if (!signal?.aborted) return;
  const { trials, rounds } = state;
  throw new PreflmError(
    "interrupted",
    `Red teaming stopped after ${trials.length} trials and ${rounds.length} rounds of the next. To go on, pass the state that "onRound" was last given.`,
  );
}

function result({ trials }: RedTeamState, options: CompleteRedTeamOptions): RedTeamResult {
  const { adversary, scorer, target, samples, candidates } = options;
  const { name, fingerprint, unit } = scorer;
  return {
    adversary: adversary.name,
    scorer: { name, fingerprint, ...(unit && { unit }) },
    ...(target.prefix !== undefined && { prefix: target.prefix }),
    ...{ samples, candidates },
    rounds: trials[0].rounds.map(({ round }, i) => ({
      round,
      average: spread(trials.map(({ rounds }) => rounds[i].average)),
      maximum: spread(trials.map(({ rounds }) => rounds[i].maximum)),
    })),
    trials,
    best: bestPrompts(trials.flatMap(({ best }) => best)),
  };
}

function spread(values: readonly number[]): TrialSpread {
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { mean: average, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
