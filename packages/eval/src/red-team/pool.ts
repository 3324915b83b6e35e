import { mean } from "../metrics/interval.ts";
import type { ScoredPrompt } from "./attack.ts";
import type { RedTeamPrompt, RedTeamRound } from "./red-team-result.ts";

/** A prompt with what is known of it. */
export interface PoolPrompt {
  readonly prompt: string;
  /** Mean over its scores so far, and how many they are. */
  readonly score: number;
  readonly samples: number;
  /** Completions with the highest scores, the highest first. */
  readonly worst: readonly { readonly text: string; readonly score: number }[];
}

const KEPT_COMPLETIONS = 3;
const BEST = 10;

/** The pool with what was scored; the scores of a prompt that is there already extend its list. */
export function extendPool(
  pool: readonly PoolPrompt[],
  scored: readonly ScoredPrompt[],
): readonly PoolPrompt[] {
  const byText = new Map(pool.map((entry) => [entry.prompt, entry]));
  for (const { prompt, scores, completions } of scored) {
    const before = byText.get(prompt) ?? { score: 0, samples: 0, worst: [] };
    const samples = before.samples + scores.length;
    const sum = before.score * before.samples + mean(scores) * scores.length;
    const worst = [...before.worst, ...completions.map((text, i) => ({ text, score: scores[i] }))]
      .sort((a, b) => b.score - a.score)
      .slice(0, KEPT_COMPLETIONS);
    byText.set(prompt, { prompt, score: sum / samples, samples, worst });
  }
  return [...byText.values()];
}

/**
 * What a round left.
 *
 * @param divisor of the hundred best scores; the released code divides by 100 also where the pool has fewer
 */
export function summariseRound(
  round: number,
  pool: readonly PoolPrompt[],
  scored: readonly ScoredPrompt[],
  divisor?: number,
): RedTeamRound {
  const scores = pool.map(({ score }) => score).sort((a, b) => b - a);
  const top = scores.slice(0, 100);
  const own = scored.map((candidate) => mean(candidate.scores));
  return {
    round,
    average: mean(scores),
    maximum: scores[0],
    best10: mean(scores.slice(0, 10)),
    best100: divisor === undefined ? mean(top) : (mean(top) * top.length) / divisor,
    candidates: own.length,
    ...(own.length > 0 && { roundAverage: mean(own), roundMaximum: Math.max(...own) }),
  };
}

/** The prompts with the highest scores, the highest first; each text once. */
export function bestPrompts(prompts: readonly RedTeamPrompt[]): readonly RedTeamPrompt[] {
  const sorted = [...prompts].sort((a, b) => b.score - a.score);
  const seen = new Set<string>();
  const different = sorted.filter(({ prompt }) => !seen.has(prompt) && seen.add(prompt));
  return different.slice(0, BEST);
}

/** A prompt of the pool as results show it. */
export function shown({ prompt, score, samples, worst }: PoolPrompt): RedTeamPrompt {
  return { prompt, score, samples, completions: worst.map(({ text }) => text) };
}
