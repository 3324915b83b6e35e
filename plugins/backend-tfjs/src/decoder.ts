import {
  checkPrompts,
  checkSelection,
  checkStep,
  type Decoder,
  type ModelConfig,
  PreflmError,
} from "@preflm/core";
import {
  type Cache,
  free,
  join,
  longest,
  roomFor,
  selectRows,
  withRoom,
} from "./decoding-cache.ts";
import { readPrompts, readTokens } from "./decoding-network.ts";
import { type Device, read } from "./device.ts";
import type { Pass } from "./pass.ts";

/** Most tokens of prompts that are read in one run: what attention takes between its steps stays small. */
const MOST_TOKENS = 4096;

/**
 * Decoding with a cache of keys and values: prompts all at once, then a token a row and step.
 *
 * @param alive throws once the model is disposed of
 * @param onDispose called when the decoder is disposed of
 */
export async function createDecoder(
  { tf, run }: Device,
  config: ModelConfig,
  pass: Pass,
  prompts: readonly Int32Array[],
  alive: () => void,
  onDispose: () => void,
): Promise<Decoder> {
  checkPrompts(prompts, config);
  const { vocabulary } = config;
  const room = roomFor(longest(Int32Array.from(prompts, ({ length }) => length)), config);
  const together = Math.max(1, Math.floor(MOST_TOKENS / room));
  let logits: Float32Array = new Float32Array(prompts.length * vocabulary);
  let cache: Cache = { positions: new Int32Array(0), room, memories: [] };
  let disposed = false;

  const put = (next: Cache) => {
    free(tf, cache, next);
    cache = next;
  };

  try {
    for (let from = 0; from < prompts.length; from += together) {
      const part = run(() => readPrompts(pass, config, prompts.slice(from, from + together), room));
      const joined = run(() => join(tf, cache, part.cache));
      free(tf, part.cache, joined);
      put(joined);
      logits.set(await read(part.logits), from * vocabulary);
      alive();
    }
  } catch (error) {
    free(tf, cache);
    throw error;
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
      return longest(cache.positions);
    },
    async step(next) {
      open();
      const { positions } = cache;
      checkStep(next, { rows: positions.length, position: longest(positions) }, config);
      const after = run(() => readTokens(pass, config, withRoom(tf, cache, config), next));
      put(after.cache);
      logits = await read(after.logits);
    },
    select(selected) {
      open();
      checkSelection(selected, cache.positions.length);
      const kept = new Float32Array(selected.length * vocabulary);
      for (const [i, row] of selected.entries())
        kept.set(logits.subarray(row * vocabulary, (row + 1) * vocabulary), i * vocabulary);
      put(run(() => selectRows(tf, cache, selected, config)));
      logits = kept;
    },
    dispose() {
      if (!disposed) free(tf, cache);
      disposed = true;
      onDispose();
    },
  };
}
