import type { Decoder, Model } from "@preflm/core";
import type { Steer } from "../generate.ts";

/** A decoder that may have a second row for each, after another prompt, to steer away from. */
export interface SteeredDecoder {
  /** Of the next token under the model itself, rows × vocabulary. */
  readonly logits: Float32Array;
  /** Tokens that the longest row, or other row, has consumed. */
  readonly position: number;
  /** Logits to choose from, and the row of them that is row `row`'s; valid until the next call. */
  steered(row: number): readonly [logits: Float32Array, row: number];
  /** Appends one token to each row, and to its other. */
  step(tokens: Int32Array): Promise<void>;
  select(rows: readonly number[]): void;
  dispose(): void;
}

/** Starts decoding from prompts, with what to steer away from if asked. */
export async function startDecoder(
  model: Model,
  prompts: readonly Int32Array[],
  steer: Steer | undefined,
): Promise<SteeredDecoder> {
  if (steer === undefined || steer.strength === 0) {
    const decoder = await decodeOnce(model, prompts);
    return {
      get logits() {
        return decoder.logits;
      },
      get position() {
        return decoder.position;
      },
      steered: (row) => [decoder.logits, row],
      step: (tokens) => decoder.step(tokens),
      select: (rows) => decoder.select(rows),
      dispose: () => decoder.dispose(),
    };
  }
  const { vocabulary } = model.config;
  const { strength } = steer;
  const decoder = await decodeOnce(model, [...prompts, ...steer.prompts]);
  const mixed = new Float32Array(vocabulary);
  return {
    get logits() {
      return decoder.logits; // of the prompts, and behind them of the others
    },
    get position() {
      return decoder.position;
    },
    steered(row) {
      const { logits } = decoder;
      const own = row * vocabulary;
      const other = own + (decoder.rows / 2) * vocabulary;
      for (let v = 0; v < vocabulary; v++)
        mixed[v] = (1 + strength) * logits[own + v] - strength * logits[other + v];
      return [mixed, 0];
    },
    step: (tokens) => decoder.step(Int32Array.of(...tokens, ...tokens)),
    select(rows) {
      const half = decoder.rows / 2;
      decoder.select([...rows, ...rows.map((row) => half + row)]);
    },
    dispose: () => decoder.dispose(),
  };
}

/** Decodes prompts, reading equal ones once. */
async function decodeOnce(model: Model, prompts: readonly Int32Array[]): Promise<Decoder> {
  const places = new Map<string, number>();
  const different: Int32Array[] = [];
  const rows = prompts.map((prompt) => {
    const key = prompt.join();
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, different.length);
    return different.push(prompt) - 1;
  });
  const decoder = await model.decode(different);
  if (different.length < prompts.length) decoder.select(rows);
  return decoder;
}
