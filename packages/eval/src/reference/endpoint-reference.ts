import { checkOptions, hash128, PreflmError } from "@preflm/core";
import { type Completion, complete } from "./completions.ts";
import { ENDPOINT_OPTIONS, type EndpointOptions, endpoint } from "./endpoint.ts";
import type { ReferenceModel, ReferenceSamples } from "./reference.ts";
import { joinSamples } from "./samples.ts";

/** An OpenAI-compatible completions endpoint as a reference. */
export interface EndpointReferenceOptions extends EndpointOptions {
  /** The model's name at the endpoint. */
  readonly model: string;
  /** Prompt of every sample, empty by default; servers that need one take their end-of-text, spelt out. */
  readonly prompt?: string;
  /** Requests at a time, 2 by default. */
  readonly concurrency?: number;
  /** Samples a request, 16 by default; servers that give fewer are asked again. */
  readonly perRequest?: number;
}

/**
 * A model behind an endpoint as the reference: `POST {url}/completions` at temperature 1 and top-p 1 with log-probabilities.
 *
 * Nothing is contacted before `sample`, and nothing but the given url. Samples come in the order of the answers. After
 * a failure the requests under way are awaited and their samples given to `onSamples` too, then it rejects.
 */
export function endpointReference(options: EndpointReferenceOptions): ReferenceModel {
  const { model, prompt = "", concurrency = 2, perRequest = 16, ...server } = options;
  const name = "endpointReference";
  const own = ["model", "prompt", "concurrency", "perRequest"];
  const check = checkOptions(name, options, [...own, ...ENDPOINT_OPTIONS]);
  check.string("model", model);
  check.integer("concurrency", concurrency, { min: 1, max: 64 });
  check.integer("perRequest", perRequest, { min: 1 });
  const post = endpoint(name, server);
  return {
    name: model,
    async sample(count, { tokens, seed, first = 0, signal, onSamples }) {
      const parts: ReferenceSamples[] = [];
      let [open, requests, failed] = [count, 0, false];
      let heard: Promise<void> = Promise.resolve();
      const worker = async () => {
        while (open > 0 && !failed) {
          const wanted = Math.min(perRequest, open);
          open -= wanted;
          const request = { model, prompt, count: wanted, tokens, temperature: 1, topP: 1 };
          // Of 31 bits, since some servers read it as a signed number; another one for whoever goes on later.
          const own = hash128(seed, first, requests++, "endpoint")[0] >>> 1;
          const given = await complete(
            post,
            { ...request, seed: own, logProbabilities: true },
            signal,
          );
          open += wanted - given.length;
          const samples = given.map((completion) => sampleOf(model, completion));
          const part = { ...joinSamples(model, samples), maximumTokens: tokens };
          parts.push(part);
          heard = heard.then(() => onSamples?.(part));
          await heard;
        }
      };
      const guarded = () =>
        worker().catch((error: unknown) => {
          failed = true;
          throw error;
        });
      const ended = await Promise.allSettled(Array.from({ length: concurrency }, guarded));
      const failure = ended.find((result) => result.status === "rejected");
      if (failure) throw failure.reason;
      return joinSamples(model, parts);
    },
  };
}

function sampleOf(model: string, completion: Completion): ReferenceSamples {
  const { text, finishReason, tokens, logProbabilities } = completion;
  if (!logProbabilities) {
    throw new PreflmError(
      "invalid-input",
      `The endpoint gave a completion of "${model}" without the log-probabilities of its tokens ("logprobs.token_logprobs"), which KL needs. Use a server, or a setting of it, that gives them.`,
    );
  }
  let sum = 0;
  for (const [i, value] of logProbabilities.entries()) {
    if (i === 0 && value === null) continue; // nothing before it to be predicted from
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new PreflmError(
        "invalid-input",
        `The endpoint gave the log-probability ${value} for token ${i} of ${JSON.stringify(text.slice(0, 60))}; it must be finite.`,
      );
    }
    sum += value;
  }
  const last = tokens?.at(-1);
  // Servers that count the end-of-text list it as a last token, which the text lacks.
  const ended =
    finishReason === "stop" && last !== undefined && (last === "" || !text.endsWith(last));
  return { model, texts: [text], logProbabilities: [sum], ended: [ended] };
}
