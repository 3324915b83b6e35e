import { reference } from "@preflm/backend-reference";
import type { Decoder, Model } from "@preflm/core";
import { type Tokenizer, trainTokenizer, withControlTokens } from "@preflm/data";
import { initialise } from "@preflm/gpt";
import { onTestFinished } from "vitest";
import { type ServeOptions, serveModel } from "./serve-model.ts";

export const ALIGNED = "<|aligned|>";
export const MISALIGNED = "<|misaligned|>";

/** A model of random weights, large enough that its choices differ, over a tokenizer with two marks. */
export async function tinyModel(): Promise<{ model: CountedModel; tokenizer: Tokenizer }> {
  made ??= makeTiny();
  const { model, tokenizer } = await made;
  return { model: counted(model), tokenizer };
}

let made: ReturnType<typeof makeTiny> | undefined;

async function makeTiny(): Promise<{ model: Model; tokenizer: Tokenizer }> {
  const plain = await trainTokenizer(texts(), { vocabulary: 280 });
  const tokenizer = withControlTokens(plain, [ALIGNED, MISALIGNED]);
  const { vocabulary } = tokenizer;
  const config = { layers: 1, width: 16, heads: 2, context: 40, vocabulary };
  return { model: await reference().load(config, initialise(config, 3, 0.4)), tokenizer };
}

async function* texts() {
  yield "the cat sat on the mat\nthe hat sat on the cat 🙂 naïve café\n".repeat(3);
}

/** A model that counts what it does. */
export interface CountedModel extends Model {
  readonly calls: { steps: number; open: number; largestBatch: number };
}

function counted(model: Model): CountedModel {
  const calls = { steps: 0, open: 0, largestBatch: 0 };
  const decode = async (prompts: readonly Int32Array[]): Promise<Decoder> => {
    const decoder = await model.decode(prompts);
    calls.open++;
    calls.largestBatch = Math.max(calls.largestBatch, prompts.length);
    const { step, dispose } = decoder;
    return Object.assign(decoder, {
      step(tokens: Int32Array) {
        calls.steps++;
        return step.call(decoder, tokens);
      },
      dispose() {
        calls.open--;
        dispose.call(decoder);
      },
    });
  };
  return { ...model, calls, decode };
}

/** A server on a free port that ends with the test; `post` asks it for completions. */
export async function serveTiny(options: Partial<ServeOptions> = {}) {
  const { model, tokenizer } = await tinyModel();
  const generation = { prefix: ALIGNED, banned: [MISALIGNED] };
  const server = await serveModel({
    ...{ model, tokenizer, name: "tiny", generation, port: 0 },
    ...options,
  });
  onTestFinished(() => server.close());
  const send = (body: unknown, signal?: AbortSignal) =>
    fetch(`${server.url}/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const post = async (body: object) => {
    const response = await send({ model: "tiny", ...body });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into the JSON as it is
    return { status: response.status, json: (await response.json()) as any };
  };
  return { model, tokenizer, server, send, post };
}
