import { PreflmError } from "@preflm/core";
import type { Post } from "./endpoint.ts";

/** What to ask a completions endpoint for; names are ours, values OpenAI's. */
export interface CompletionRequest {
  /** The model's name at the endpoint. */
  readonly model: string;
  readonly prompt: string;
  /** Completions wanted; a server may give fewer. */
  readonly count: number;
  /** Most tokens of each. */
  readonly tokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed?: number;
  /** Whether each sampled token's log-probability is wanted. */
  readonly logProbabilities?: boolean;
}

/** One completion, as the endpoint gave it. */
export interface Completion {
  readonly text: string;
  /** `"stop"` if the model ended the text, `"length"` if it was cut. */
  readonly finishReason: string | null;
  /** The tokens as text and their log-probabilities in nats, if they were asked for and given. */
  readonly tokens?: readonly string[];
  readonly logProbabilities?: readonly (number | null)[];
}

/** Asks `POST /completions`. Rejects with code `"invalid-input"` if the answer is no list of completions. */
export async function complete(
  post: Post,
  { model, prompt, count, tokens, temperature, topP, seed, logProbabilities }: CompletionRequest,
  signal?: AbortSignal,
): Promise<readonly Completion[]> {
  const body = {
    ...{ model, prompt, n: count, max_tokens: tokens, temperature, top_p: topP },
    ...(seed === undefined ? {} : { seed }),
    ...(logProbabilities ? { logprobs: 1 } : {}),
  };
  const answer = await post("/completions", body, signal);
  const choices = isObject(answer) ? answer.choices : undefined;
  if (!Array.isArray(choices) || choices.length === 0) {
    const shown = (JSON.stringify(answer) ?? "").slice(0, 200);
    throw new PreflmError(
      "invalid-input",
      `The endpoint's answer has no "choices": ${shown}. It must speak OpenAI's completions API.`,
    );
  }
  return choices.slice(0, count).map((choice: unknown) => {
    if (!isObject(choice) || typeof choice.text !== "string") {
      throw new PreflmError(
        "invalid-input",
        "A choice of the endpoint's answer has no \"text\". It must speak OpenAI's completions API, not the one for chats.",
      );
    }
    const { text, finish_reason: reason, logprobs } = choice;
    const given = isObject(logprobs) ? logprobs : {};
    const list = (value: unknown) => (Array.isArray(value) ? value : undefined);
    const [pieces, values] = [list(given.tokens), list(given.token_logprobs)];
    return {
      text,
      finishReason: typeof reason === "string" ? reason : null,
      ...(pieces ? { tokens: pieces.map(String) } : {}),
      ...(values ? { logProbabilities: values } : {}),
    };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
