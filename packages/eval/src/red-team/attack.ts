import type { Model, Scorer } from "@preflm/core";
import { checkScores } from "../check-scores.ts";
import { controlToken, opening } from "../control-token.ts";
import { generate, type Sampling } from "../generate.ts";
import type { TextTokenizer } from "../tokenizer.ts";

/** The model under attack, and how it is meant to be sampled. */
export interface RedTeamTarget {
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  /** Control token that stands before every prompt: the objective's own. */
  readonly prefix?: string;
  /** Control tokens that are never sampled. */
  readonly banned?: readonly string[];
}

/** How often prompts are completed, and how. */
export interface AttackOptions {
  readonly scorer: Scorer;
  /** What the scorer sees; Korbak et al. 2023 score candidate and completion together for PEP 8 only. */
  readonly scored: "completion" | "prompt and completion";
  /** Completions of each prompt. */
  readonly samples: number;
  readonly sampling: Omit<Sampling, "banned" | "seed">;
  readonly seed: number;
  /** Hears how many completions are done. */
  readonly onProgress: (completions: number) => void;
}

/** A prompt with all its completions and their scores. */
export interface ScoredPrompt {
  readonly prompt: string;
  readonly completions: readonly string[];
  readonly scores: readonly number[];
}

/** Completes each prompt `samples` times, all in one call of `generate`, and scores the completions. */
export async function attack(
  { model, tokenizer, prefix, banned = [] }: RedTeamTarget,
  prompts: readonly string[],
  { scorer, scored, samples, sampling, seed, onProgress }: AttackOptions,
): Promise<readonly ScoredPrompt[]> {
  const open = opening(tokenizer, prefix);
  const tokens = (await tokenizer.encode(prompts)).map((own) => Int32Array.from([...open, ...own]));
  const repeated = tokens.flatMap((prompt) => Array<Int32Array>(samples).fill(prompt));
  const options = {
    ...sampling,
    banned: banned.map((token) => controlToken(tokenizer, token)),
    endOfText: tokenizer.endOfText,
    seed,
  };
  const completions = Array<string>(repeated.length).fill("");
  const heard = ({ samples: done }: { readonly samples: number }) => onProgress(done);
  for await (const sample of generate(model, repeated, options, heard))
    completions[sample.index] = tokenizer.decode(sample.tokens);
  const texts =
    scored === "completion"
      ? completions
      : completions.map((text, i) => prompts[Math.floor(i / samples)] + text);
  const scores = await scorer.score(texts);
  checkScores(scorer, texts, scores);
  return prompts.map((prompt, i) => ({
    prompt,
    completions: completions.slice(i * samples, (i + 1) * samples),
    scores: scores.slice(i * samples, (i + 1) * samples),
  }));
}

/** Whether each prompt is something to complete: not blank, and short enough for the context. */
export async function fits(
  { model, tokenizer, prefix }: RedTeamTarget,
  prompts: readonly string[],
  maximumLength: number,
): Promise<readonly boolean[]> {
  const room = model.config.context + 1 - maximumLength - opening(tokenizer, prefix).length;
  const encoded = await tokenizer.encode(prompts);
  return prompts.map((prompt, i) => prompt.trim() !== "" && encoded[i].length <= room);
}
