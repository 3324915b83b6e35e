import type { Scorer } from "@preflm/core";
import { checkScores } from "../check-scores.ts";
import type { ScoredSample } from "../metrics/summary.ts";
import {
  type DrawnSample,
  type DrawProgress,
  drawScenario,
  type SampledModel,
} from "./draw-scenario.ts";
import { chooseMark } from "./marks.ts";
import type { CompleteScenario } from "./scenario.ts";

/** A sample with its score and, if the scenario has prompts, the one it continues. */
export interface ScenarioSample extends ScoredSample {
  readonly prompt?: string;
}

/** What a scenario gave. */
export interface ScenarioResult {
  readonly name: string;
  /** The mark that the samples start from; absent for none. */
  readonly mark?: string;
  /** In order: sample i continues prompt i modulo their number. */
  readonly samples: readonly ScenarioSample[];
  /** Candidates drawn in a second, without the time of scoring. */
  readonly samplesPerSecond: number;
}

/** Samples scored at once. */
const CHUNK = 64;

/** Draws all samples of a scenario and scores them. */
export async function sampleScenario(
  sampled: SampledModel,
  scenario: CompleteScenario,
  scorer: Scorer,
  seed: number,
  onProgress?: (progress: DrawProgress) => void,
): Promise<ScenarioResult> {
  const began = performance.now();
  const drawn: DrawnSample[] = [];
  for await (const sample of drawScenario(sampled, scenario, seed, onProgress)) drawn.push(sample);
  const samplesPerSecond = (drawn.length * 1000) / (performance.now() - began);
  drawn.sort((a, b) => a.index - b.index);
  const scored: (DrawnSample & { readonly score: number })[] = [];
  for await (const sample of scoreDrawn(drawn, scenario, scorer)) scored.push(sample);
  const { mark } = chooseMark(scenario.mark, sampled.marks);
  return {
    name: scenario.name,
    ...(mark === undefined ? {} : { mark }),
    samples: scored.map(({ prompt, text, score, ended }) => ({
      text,
      score,
      ended,
      ...(scenario.prompts === undefined ? {} : { prompt }),
    })),
    samplesPerSecond,
  };
}

/**
 * Scores samples as they come, some at a time, and of `bestOf` candidates keeps the one with the lowest score, the
 * first of equal ones; its index is then the group's.
 */
export async function* scoreDrawn(
  samples: Iterable<DrawnSample> | AsyncIterable<DrawnSample>,
  { scorePrompt, bestOf = 1 }: Pick<CompleteScenario, "scorePrompt" | "bestOf">,
  scorer: Scorer,
): AsyncGenerator<DrawnSample & { readonly score: number }> {
  const groups = new Map<
    number,
    { best: DrawnSample & { readonly score: number }; seen: number }
  >();
  for await (const chunk of chunks(samples)) {
    const texts = chunk.map(({ prompt, text }) => (scorePrompt ? prompt + text : text));
    const scores = await scorer.score(texts);
    checkScores(scorer, texts, scores);
    for (const [i, sample] of chunk.entries()) {
      const index = Math.floor(sample.index / bestOf);
      const scored = { ...sample, score: scores[i] };
      const group = groups.get(index);
      const best = group && !isBetter(scored, group.best) ? group.best : scored;
      const seen = (group?.seen ?? 0) + 1;
      groups.set(index, { best, seen });
      if (seen < bestOf) continue;
      groups.delete(index);
      yield { ...best, index };
    }
  }
}

function isBetter(
  a: { readonly score: number; readonly index: number },
  b: { readonly score: number; readonly index: number },
): boolean {
  return a.score < b.score || (a.score === b.score && a.index < b.index);
}

async function* chunks<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
