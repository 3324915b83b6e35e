import type { Choice } from "./choice.ts";
import type { Excerpt } from "./transcript.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Tokens of a request, as OpenAI counts them. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** One completion, or a piece of one in a stream. */
export interface CompletionChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: LogProbabilities | null;
  readonly finish_reason: "stop" | "length" | null;
}

/** Parallel lists over tokens, in nats; `text_offset` in code points. */
export interface LogProbabilities {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly (number | null)[];
  readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[] | null;
  readonly text_offset: readonly number[];
}

/** The JSON of a new piece of a completion; the last one says why it ended. */
export function completionChoice(
  vocabulary: Vocabulary,
  index: number,
  { text, tokens }: Excerpt,
  alternatives: number | undefined,
  finishReason: Choice["finishReason"] | null,
): CompletionChoice {
  const logprobs =
    alternatives === undefined
      ? null
      : {
          tokens: tokens.map(({ id }) => vocabulary.name(id)),
          token_logprobs: tokens.map(({ logProbability }) => logProbability ?? null),
          top_logprobs: alternatives === 0 ? null : tokens.map((token) => top(vocabulary, token)),
          text_offset: tokens.map(({ offset }) => offset),
        };
  return { index, text, logprobs, finish_reason: finishReason };
}

function top(vocabulary: Vocabulary, { alternatives }: Excerpt["tokens"][number]) {
  if (!alternatives) return null;
  return Object.fromEntries(alternatives.map(([id, value]) => [vocabulary.name(id), value]));
}
