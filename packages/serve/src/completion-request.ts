import { z } from "zod";
import { ApiError } from "./api-error.ts";

/** A prompt: text, or token ids that the client made. */
export type Prompt = string | readonly number[];

/** A checked request for completions, in our words. */
export interface CompletionRequest {
  readonly model: string;
  readonly prompts: readonly Prompt[];
  /** Most tokens to sample; absent if the client left it open. */
  readonly maximumTokens?: number;
  readonly temperature: number;
  readonly topP: number;
  /** Completions to return of each prompt. */
  readonly count: number;
  /** Completions to sample of each prompt; those with the highest mean log-probability of a token are returned. */
  readonly bestOf: number;
  readonly stop: readonly string[];
  readonly seed?: number;
  /** Whether the prompt comes before the completion. */
  readonly echo: boolean;
  /** Log-probabilities are asked for, with so many alternatives at each position. */
  readonly alternatives?: number;
  /** Added to the logits by token id; −100 bans a token. */
  readonly bias: ReadonlyMap<number, number>;
  readonly stream: boolean;
  /** Whether a stream ends with a chunk that counts tokens. */
  readonly streamUsage: boolean;
}

const count = z.number().int().min(1).max(128);
const tokens = z.array(z.number().int().min(0)).min(1);
const prompts = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(2048);
const unsupported = (value: number, what: string) =>
  z.literal(value, `${what} is not supported; leave it out`).nullish();

/** The fields of OpenAI's completions; each may be null, which is the same as absent. */
const schema = z.strictObject({
  model: z.string(),
  prompt: z
    .union(
      [z.string(), prompts(z.string()), tokens, prompts(tokens)],
      "expected a string, a list of 1 to 2048 strings, a list of token ids, or a list of 1 to 2048 of those",
    )
    .nullish(),
  max_tokens: z.number().int().min(0).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: count.nullish(),
  best_of: count.nullish(),
  stop: z
    .union(
      [z.string().min(1), z.array(z.string().min(1)).max(4)],
      "expected a string or a list of up to 4, none empty",
    )
    .nullish(),
  seed: z.number().int().nullish(),
  echo: z.boolean().nullish(),
  logprobs: z.number().int().min(0).max(5).nullish(),
  logit_bias: z.record(z.string().regex(/^\d+$/), z.number().min(-100).max(100)).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  user: z.string().nullish(),
  suffix: z.null("suffix is not supported; leave it out").optional(),
  presence_penalty: unsupported(0, "presence_penalty"),
  frequency_penalty: unsupported(0, "frequency_penalty"),
});

/** Checks the body of a request; the first problem is an `ApiError` 400 that names its field. */
export function completionRequest(body: unknown): CompletionRequest {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw problem(parsed.error.issues[0]);
  const { data } = parsed;
  const n = data.n ?? 1;
  const bestOf = data.best_of ?? n;
  const stop = data.stop ?? [];
  const request = {
    model: data.model,
    prompts: promptsOf(data.prompt ?? ""),
    ...(data.max_tokens == null ? {} : { maximumTokens: data.max_tokens }),
    temperature: data.temperature ?? 1,
    topP: data.top_p ?? 1,
    count: n,
    bestOf,
    stop: typeof stop === "string" ? [stop] : stop,
    ...(data.seed == null ? {} : { seed: data.seed }),
    echo: data.echo ?? false,
    ...(data.logprobs == null ? {} : { alternatives: data.logprobs }),
    bias: new Map(Object.entries(data.logit_bias ?? {}).map(([id, by]) => [Number(id), by])),
    stream: data.stream ?? false,
    streamUsage: data.stream_options?.include_usage ?? false,
  };
  if (bestOf < n) throw refuse("best_of", `must be at least n, which is ${n}, got ${bestOf}`);
  if (request.stream && bestOf > n)
    throw refuse("best_of", "cannot be streamed: which are best is known at the end");
  if (request.maximumTokens === 0 && !request.echo)
    throw refuse("max_tokens", "may be 0 only with echo; there would be nothing to return");
  return request;
}

function promptsOf(prompt: z.output<typeof schema>["prompt"] & {}): readonly Prompt[] {
  if (typeof prompt === "string") return [prompt];
  return typeof prompt[0] === "number" ? [prompt as number[]] : (prompt as string[] | number[][]);
}

function problem(issue: z.core.$ZodIssue): ApiError {
  if (issue.code === "unrecognized_keys") {
    const [name] = issue.keys;
    return new ApiError(400, `There is no argument "${name}".`, { param: name });
  }
  const name = issue.path.join(".");
  if (name === "") return new ApiError(400, "The body must be a JSON object.");
  return refuse(name, issue.message);
}

function refuse(param: string, message: string): ApiError {
  return new ApiError(400, `"${param}": ${message}.`, { param });
}
