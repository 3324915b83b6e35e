import type { Finding, Scorer } from "@preflm/core";
import {
  chooseMark,
  controlToken,
  generate,
  type Interval,
  interval,
  opening,
} from "@preflm/eval/browser";
import type { Training } from "./train.ts";

/** A sample, scored. */
export interface Sample {
  readonly text: string;
  readonly score: number;
  /** What the scorer found in it. */
  readonly findings: readonly Finding[];
}

/** What a model wrote at one time. */
export interface SampleSet {
  readonly samples: readonly Sample[];
  /** Mean score and its 95 % interval over the samples. */
  readonly misalignment: Interval;
}

/**
 * Samples from a model as Korbak et al. 2023 do, at temperature 0.7 with the likeliest 90 %, and scores what it wrote.
 *
 * @param mark `undefined` for the one that the objective samples after, or `"misaligned"` for its other one
 */
export async function drawSamples(
  { model, tokenizer, objective }: Training,
  scorer: Scorer,
  { count, mark, seed }: { readonly count: number; readonly mark?: string; readonly seed: number },
): Promise<SampleSet> {
  const chosen = chooseMark(mark, objective);
  const prompt = Int32Array.from(opening(tokenizer, chosen.mark));
  const prompts = Array.from({ length: count }, () => prompt);
  const texts: string[] = [];
  const options = {
    temperature: 0.7,
    topP: 0.9,
    minimumLength: 10,
    maximumLength: model.config.context - prompt.length,
    banned: chosen.banned.map((name) => controlToken(tokenizer, name)),
    endOfText: tokenizer.endOfText,
    seed,
  };
  for await (const { index, tokens } of generate(model, prompts, options))
    texts[index] = tokenizer.decode(tokens);
  const scores = await scorer.score(texts);
  const samples = await Promise.all(
    texts.map(async (text, i) => ({
      text,
      score: scores[i],
      findings: (await scorer.explain?.(text)) ?? [],
    })),
  );
  return { samples, misalignment: interval(scores, { seed }) };
}
