import {
  checkPrompts,
  checkSelection,
  checkStep,
  type Decoder,
  type ModelConfig,
  PreflmError,
} from "@preflm/core";
import { createCache } from "./decoding-cache.ts";
import type { AnyTensors, Runtime, Session } from "./runtime.ts";

/** What a decoder needs of its model. */
export interface DecodingModel {
  readonly runtime: Runtime;
  readonly config: ModelConfig;
  /** Every weight, as inputs of graphs. */
  weights(this: void): Promise<AnyTensors>;
  promptSession(rows: number, columns: number): Promise<Session>;
  stepSession(): Promise<Session>;
  /** Throws once the model is disposed of. */
  alive(): void;
}

/** Most tokens of prompts that are read in one run: what attention takes between its steps stays small. */
const MOST_TOKENS = 4096;

/** Decoding with a cache of keys and values: prompts all at once, then a token a row and step. */
export async function createDecoder(
  { runtime, config, weights, promptSession, stepSession, alive }: DecodingModel,
  prompts: readonly Int32Array[],
): Promise<Decoder> {
  checkPrompts(prompts, config);
  const { vocabulary } = config;
  let cache = createCache(runtime, config, prompts);
  let logits = new Float32Array(prompts.length * vocabulary);
  let disposed = false;

  const columns = cache.room();
  const together = Math.max(1, Math.floor(MOST_TOKENS / columns));
  for (let from = 0; from < prompts.length; from += together) {
    const part = prompts.slice(from, from + together);
    const rows = part.length;
    const tokens = new Int32Array(rows * columns);
    part.forEach((prompt, row) => {
      tokens.set(prompt, row * columns);
    });
    const last = Int32Array.from(part, ({ length }, row) => row * columns + length - 1);
    const own = logits.subarray(from * vocabulary, (from + rows) * vocabulary);
    const session = await promptSession(rows, columns);
    await session.run(
      {
        tokens: runtime.tensor(tokens, [rows * columns]),
        last: runtime.tensor(last, [rows]),
        ...(await weights()),
      },
      { logits: runtime.tensor(own, [rows, vocabulary]), ...cache.outputs(from, from + rows) },
    );
  }

  const open = () => {
    alive();
    if (disposed)
      throw new PreflmError("invalid-input", "This decoder is disposed of; start another.");
  };

  return {
    get rows() {
      return cache.positions.length;
    },
    get logits() {
      return logits;
    },
    get position() {
      return cache.longest();
    },
    async step(next) {
      open();
      const { positions } = cache;
      checkStep(next, { rows: positions.length, position: cache.longest() }, config);
      const step = await stepSession();
      cache.makeRoom();
      await step.run(
        { tokens: runtime.tensor(next, [next.length]), ...cache.inputs(), ...(await weights()) },
        { logits: runtime.tensor(logits, [next.length, vocabulary]), ...cache.outputs() },
      );
      cache.advance();
    },
    select(selected) {
      open();
      checkSelection(selected, cache.positions.length);
      const kept = new Float32Array(selected.length * vocabulary);
      selected.forEach((row, i) => {
        kept.set(logits.subarray(row * vocabulary, (row + 1) * vocabulary), i * vocabulary);
      });
      cache = cache.select(selected);
      logits = kept;
    },
    dispose() {
      disposed = true;
      cache.clear();
    },
  };
}
