import { setImmediate as macrotask } from "node:timers/promises";
import type { Model } from "@preflm/core";
import { type Chooser, createChooser } from "@preflm/eval";
import type { Row } from "./row.ts";
import { scoreToken } from "./score-token.ts";

/** A row on its way. */
interface Slot {
  readonly row: Row;
  readonly index: number;
  readonly chooser: Chooser;
  /** Tokens that the decoder has read. */
  read: number;
}

/**
 * Decodes rows side by side and drops each when it is done. A prompt is read at once, unless its tokens are to be
 * scored: logits are only had at the end of what was read, so these are read one by one.
 *
 * @param onDone hears the index of each row as it is done, and why if it failed: that costs the others nothing
 */
export async function decodeRows(
  model: Model,
  rows: readonly Row[],
  onDone: (index: number, error?: unknown) => void,
): Promise<void> {
  const choosers = choosersOf(rows, model.config.vocabulary);
  let slots: readonly Slot[] = rows.map((row, index) => {
    const read = row.scorePrompt ? 1 : row.prompt.length;
    return { row, index, chooser: choosers[index], read };
  });
  const decoder = await model.decode(slots.map(({ row, read }) => row.prompt.slice(0, read)));
  try {
    for (;;) {
      const kept: number[] = [];
      const next: number[] = [];
      for (const [place, slot] of slots.entries()) {
        try {
          const { token, ended } = advance(slot, decoder.logits, place, model.config.vocabulary);
          if (ended) onDone(slot.index);
          else {
            kept.push(place);
            next.push(token);
          }
        } catch (error) {
          onDone(slot.index, error);
        }
      }
      if (kept.length === 0) return;
      if (kept.length < slots.length) decoder.select(kept);
      slots = kept.map((place) => slots[place]);
      await decoder.step(Int32Array.from(next));
      for (const slot of slots) slot.read++;
      await macrotask(); // let other requests in, cancellations and signals be heard, and streams flow
    }
  } finally {
    decoder.dispose();
  }
}

/** The next token of a row, its prompt's or a sampled one, which the row hears; and whether it is the last. */
function advance(
  { row, chooser, read }: Slot,
  logits: Float32Array,
  place: number,
  vocabulary: number,
): { readonly token: number; readonly ended: boolean } {
  const { prompt, maximumTokens, alternatives, forbidden } = row;
  if (row.signal.aborted) return { token: 0, ended: true };
  const score = (token: number) =>
    scoreToken(chooser, logits, place, vocabulary, token, alternatives, forbidden);
  const last = read + 1 === prompt.length + maximumTokens;
  if (read < prompt.length) {
    const token = prompt[read];
    row.onPrompt(score(token));
    return { token, ended: last };
  }
  const token = choose(chooser, logits, place, row, vocabulary);
  const stopped = row.onToken(score(token));
  return { token, ended: stopped || last };
}

function choose(
  chooser: Chooser,
  logits: Float32Array,
  place: number,
  { forbidden, bias, uniform }: Row,
  vocabulary: number,
): number {
  if (bias.size === 0) return chooser.choose(logits, place, forbidden, uniform);
  const biased = logits.slice(place * vocabulary, (place + 1) * vocabulary);
  for (const [token, by] of bias) biased[token] += by;
  return chooser.choose(biased, 0, forbidden, uniform);
}

/** A chooser for each row; rows that choose alike share one, for its scratch memory. */
function choosersOf(rows: readonly Row[], vocabulary: number): readonly Chooser[] {
  const made = new Map<string, Chooser>();
  return rows.map(({ choice }) => {
    const key = JSON.stringify(choice);
    const chooser = made.get(key) ?? createChooser(vocabulary, choice);
    made.set(key, chooser);
    return chooser;
  });
}
