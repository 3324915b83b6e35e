import { randomInt } from "node:crypto";
import { random } from "@preflm/core";
import { sequenceLogProbabilities } from "@preflm/eval";
import { type Choice, createChoice } from "./choice.ts";
import { type CompletionChoice, completionChoice, type Usage } from "./completion.ts";
import type { CompletionRequest } from "./completion-request.ts";
import { type EncodedPrompt, encodePrompts } from "./encode-prompts.ts";
import type { Row } from "./row.ts";
import type { Served } from "./served.ts";
import type { ScoredToken } from "./transcript.ts";

/** What a request came to. */
export interface Completion {
  readonly choices: readonly CompletionChoice[];
  readonly usage: Usage;
}

/**
 * Completes the prompts of a request, all side by side.
 *
 * @param signal ends the work early; the completion then holds what there is
 * @param hear if given, hears each piece of a completion as it is certain, and the completion holds no choices
 */
export async function complete(
  served: Served,
  request: CompletionRequest,
  signal: AbortSignal,
  hear?: (piece: CompletionChoice) => void,
): Promise<Completion> {
  const { vocabulary, tokenizer } = served;
  const { count, bestOf, alternatives } = request;
  const prompts = await encodePrompts(served, request);
  const scores = await promptScores(served, request, prompts);
  const seed = request.seed ?? randomInt(2 ** 32);

  const finished = prompts.flatMap((prompt, p) =>
    Array.from({ length: bestOf }, async (_, i) => {
      const index = p * bestOf + i;
      const choice = createChoice(vocabulary, tokenizer.endOfText, prompt, request);
      const tell = (end: boolean) => {
        const excerpt = choice.take(end);
        if (!end && excerpt.text === "" && excerpt.tokens.length === 0) return;
        const reason = end ? choice.finishReason : null;
        hear?.(completionChoice(vocabulary, index, excerpt, alternatives, reason));
      };
      const row = rowOf(served, request, prompt, choice, signal, random(seed, index, "sample"));
      if (!row.scorePrompt) choice.showPrompt(scores[p] ?? []);
      if (row.scorePrompt || row.maximumTokens > 0)
        await served.engine.run(hear ? telling(row, () => tell(false)) : row);
      if (hear) tell(true);
      return choice;
    }),
  );
  // All, so that none is still at work when a failed request is answered.
  const choices = (await Promise.allSettled(finished)).map((result) => {
    if (result.status === "fulfilled") return result.value;
    throw result.reason;
  });
  const best = prompts.flatMap((_, p) =>
    highest(choices.slice(p * bestOf, (p + 1) * bestOf), count),
  );
  return {
    choices: hear
      ? []
      : best.map((choice, index) => {
          const excerpt = choice.take(true);
          return completionChoice(vocabulary, index, excerpt, alternatives, choice.finishReason);
        }),
    usage: usageOf(prompts, choices),
  };
}

/** Where only the prompts' own log-probabilities are asked for, they are evaluated at once instead of token by token. */
async function promptScores(
  { model, engine }: Served,
  { echo, alternatives }: CompletionRequest,
  prompts: readonly EncodedPrompt[],
): Promise<readonly (readonly ScoredToken[])[]> {
  if (!echo || alternatives !== 0) return [];
  const sequences = prompts.map(({ tokens }) => tokens);
  const scores = await engine.alone(() => sequenceLogProbabilities(model, sequences));
  return scores.map((values, p) =>
    Array.from(values, (logProbability, i) => ({ id: sequences[p][i + 1], logProbability })),
  );
}

function rowOf(
  { banned }: Served,
  { echo, alternatives = 0, temperature, topP, bias }: CompletionRequest,
  prompt: EncodedPrompt,
  choice: Choice,
  signal: AbortSignal,
  uniform: () => number,
): Row {
  const bans = [...bias].filter(([, by]) => by === -100).map(([token]) => token);
  return {
    prompt: prompt.tokens,
    scorePrompt: echo && alternatives > 0 && prompt.tokens.length > 1,
    maximumTokens: prompt.maximumTokens,
    choice: { temperature, topP: Math.max(topP, LEAST_TOP_P) },
    forbidden: [...banned, ...bans],
    bias,
    alternatives,
    uniform,
    signal,
    onPrompt: choice.onPrompt,
    onToken: choice.onToken,
  };
}

/** OpenAI allows 0, which keeps the most probable token as this does. */
const LEAST_TOP_P = 1e-6;

/** The row, which tells of each token after the choice has heard it. */
function telling(row: Row, tell: () => void): Row {
  return {
    ...row,
    onToken(token) {
      const ended = row.onToken(token);
      if (!ended) tell();
      return ended;
    },
  };
}

function highest(choices: readonly Choice[], count: number): readonly Choice[] {
  if (choices.length === count) return choices;
  return [...choices].sort((a, b) => b.meanLogProbability - a.meanLogProbability).slice(0, count);
}

function usageOf(prompts: readonly EncodedPrompt[], choices: readonly Choice[]): Usage {
  const shown = ({ tokens, isShown }: EncodedPrompt) => tokens.filter((_, i) => isShown(i)).length;
  const prompt_tokens = prompts.reduce((sum, prompt) => sum + shown(prompt), 0);
  const completion_tokens = choices.reduce((sum, { sampled }) => sum + sampled, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
