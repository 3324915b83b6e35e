import { ApiError } from "./api-error.ts";
import type { CompletionRequest, Prompt } from "./completion-request.ts";
import type { Served } from "./served.ts";

/** A prompt as the model reads it, and which of its tokens the client does not know of. */
export interface EncodedPrompt {
  /** End-of-text, the mark if any, the client's tokens. */
  readonly tokens: Int32Array;
  /** Whether the client knows the token at an index of `tokens`. */
  isShown(index: number): boolean;
  /** Most tokens to sample. */
  readonly maximumTokens: number;
}

const DEFAULT_MAXIMUM = 16;

/** What the model reads for each prompt. Throws an `ApiError` for unknown tokens and prompts that are too long. */
export async function encodePrompts(
  served: Served,
  { prompts, maximumTokens, bias }: CompletionRequest,
): Promise<readonly EncodedPrompt[]> {
  const { context, vocabulary } = served.model.config;
  checkIds([...bias.keys()], vocabulary, "logit_bias");
  const texts = prompts.filter((prompt) => typeof prompt === "string");
  const encoded = (await served.tokenizer.encode(texts)).values();
  return prompts.map((prompt: Prompt) => {
    const ids = typeof prompt === "string" ? encoded.next().value! : prompt;
    checkIds(ids, vocabulary, "prompt");
    const { tokens, isShown } = behindOpening(served, ids);
    const room = context + 1 - tokens.length; // the last token is never read
    const asked = maximumTokens ?? Math.min(DEFAULT_MAXIMUM, room);
    if (room < 0 || asked > room) throw tooLong(context, tokens.length, ids.length, asked);
    return { tokens, isShown, maximumTokens: asked };
  });
}

/** End-of-text and the mark are put before the ids, unless they bring them along. */
function behindOpening(
  { tokenizer, mark }: Served,
  ids: ArrayLike<number>,
): Pick<EncodedPrompt, "tokens" | "isShown"> {
  const { endOfText, controlTokens } = tokenizer;
  const opened = ids[0] === endOfText;
  const marked = opened && Object.values(controlTokens).includes(ids[1]);
  const hidden = [...(opened ? [] : [endOfText]), ...(mark === undefined || marked ? [] : [mark])];
  const from = opened ? 1 : 0;
  const own = Array.from(ids);
  return {
    tokens: Int32Array.from([...own.slice(0, from), ...hidden, ...own.slice(from)]),
    isShown: (index) => index < from || index >= from + hidden.length,
  };
}

function checkIds(ids: ArrayLike<number>, vocabulary: number, param: string): void {
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] < vocabulary) continue;
    const message = `"${param}": token ${ids[i]} is outside the model's vocabulary of ${vocabulary}; is it another tokenizer's?`;
    throw new ApiError(400, message, { param });
  }
}

function tooLong(context: number, read: number, own: number, asked: number): ApiError {
  const opening = read === own ? "" : ` and ${read - own} that open every text`;
  const message = `The model's context is ${context} tokens, room for ${context + 1} of which the last is only predicted, but ${read + asked} are asked for: ${own} of the prompt${opening}, and ${asked} to complete it. Shorten the prompt, or ask for fewer max_tokens.`;
  return new ApiError(400, message, { param: "prompt", code: "context_length_exceeded" });
}
