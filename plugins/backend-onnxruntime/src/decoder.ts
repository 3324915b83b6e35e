import { checkTokens, type Decoder, type ModelConfig, PreflmError } from "@preflm/core";
import type { HostTensor, Runtime, Session } from "./runtime.ts";

/** What a decoder needs of its model. */
export interface DecodingModel {
  readonly runtime: Runtime;
  readonly config: ModelConfig;
  readonly weights: Readonly<Record<string, HostTensor>>;
  promptSession(rows: number, columns: number): Promise<Session>;
  stepSession(rows: number): Promise<Session>;
  /** Throws once the model is disposed of. */
  alive(): void;
}

/**
 * Decoding with a cache of keys and values, position first: each step writes its own at the end of what is there
 * and reads what is there as one stretch of memory, so nothing is copied as the cache grows.
 */
export async function createDecoder(
  { runtime, config, weights, promptSession, stepSession, alive }: DecodingModel,
  prompts: readonly Int32Array[],
): Promise<Decoder> {
  checkPrompts(prompts, config);
  const { layers, width, heads, context, vocabulary } = config;
  const [rows, columns] = [prompts.length, prompts[0].length];
  const size = rows * width;
  const cache = new Map<string, Float32Array>();
  for (let i = 0; i < layers; i++) {
    for (const what of ["keys", "values"])
      cache.set(`h.${i}.${what}`, new Float32Array(context * size));
  }
  const part = (array: Float32Array, from: number, to: number) =>
    runtime.tensor(array.subarray(from * size, to * size), [to - from, rows, heads, width / heads]);
  const written = (from: number, to: number) =>
    Object.fromEntries([...cache].map(([name, array]) => [name, part(array, from, to)]));
  const past = (to: number) =>
    Object.fromEntries(
      [...cache].map(([name, array]) => [
        name.replace(/\.([kv])/, (_, first: string) => `.past${first.toUpperCase()}`),
        part(array, 0, to),
      ]),
    );

  const logits = new Float32Array(rows * vocabulary);
  const logitsTensor = runtime.tensor(logits, [rows, vocabulary]);
  const tokens = new Int32Array(rows * columns);
  prompts.forEach((prompt, row) => {
    tokens.set(prompt, row * columns);
  });
  await (await promptSession(rows, columns)).run(
    { tokens: runtime.tensor(tokens, [rows * columns]), ...weights },
    { logits: logitsTensor, ...written(0, columns) },
  );
  let position = columns;
  let disposed = false;

  return {
    rows,
    logits,
    get position() {
      return position;
    },
    async step(next) {
      alive();
      if (disposed)
        throw new PreflmError("invalid-input", "This decoder is disposed of; start another.");
      checkStep(next, rows, position, config);
      const session = await stepSession(rows);
      await session.run(
        {
          tokens: runtime.tensor(next, [rows]),
          position: runtime.tensor(Int32Array.of(position), [1]),
          ...past(position),
          ...weights,
        },
        { logits: logitsTensor, ...written(position, position + 1) },
      );
      position++;
    },
    dispose() {
      disposed = true;
      cache.clear();
    },
  };
}

function checkPrompts(prompts: readonly Int32Array[], { context, vocabulary }: ModelConfig): void {
  const length = prompts[0]?.length ?? 0;
  if (length < 1 || length > context) {
    throw new PreflmError(
      "invalid-input",
      `Decoding starts from one or more prompts of 1 to ${context} tokens (the context), got ${prompts.length} prompts of ${length}.`,
    );
  }
  for (const prompt of prompts) {
    if (prompt.length !== length) {
      throw new PreflmError(
        "invalid-input",
        `All prompts must be equally long, got lengths ${length} and ${prompt.length}; decode them in groups.`,
      );
    }
    checkTokens(prompt, vocabulary);
  }
}

function checkStep(
  tokens: Int32Array,
  rows: number,
  position: number,
  { context, vocabulary }: ModelConfig,
): void {
  if (position >= context) {
    throw new PreflmError(
      "invalid-input",
      `Decoding is at position ${position}, the end of the model's context of ${context}; stop here or start again from a shorter prompt.`,
    );
  }
  if (tokens.length !== rows) {
    throw new PreflmError(
      "invalid-input",
      `A step takes one token for each of ${rows} rows, got ${tokens.length}.`,
    );
  }
  checkTokens(tokens, vocabulary);
}
