import type { Span } from "./align.ts";

/** A piece of a text with what it is; `start` and `end` are UTF-16 offsets, `end` exclusive. */
export interface Entity {
  readonly start: number;
  readonly end: number;
  /** The model's label without `B-` or `I-`, such as `"PER"`. */
  readonly label: string;
  /** Mean probability of the model's answers for the entity's words, in [0, 1]. */
  readonly score: number;
}

/** A token, or a word, with the model's answer as the model names it, such as `"B-PER"`. */
export type Tagged = Entity;

/** A label in its parts: where in an entity a word stands, and the entity's kind; undefined outside entities. */
export function partsOf(label: string): { place: string; kind: string | undefined } {
  const parts = /^([BIESLUO])-(.+)$/.exec(label);
  if (parts) return { place: parts[1], kind: parts[2] };
  return { place: "I", kind: label === "O" ? undefined : label };
}

/** Joins tokens to words. A word has the answer of its first token, as token classifiers are trained. */
export function wordsOf(text: string, tokens: readonly Tagged[]): readonly Tagged[] {
  const words: Tagged[] = [];
  for (const token of tokens) {
    if (token.start === token.end) continue;
    const last = words.at(-1);
    if (last && continues(text, last, token)) {
      words[words.length - 1] = { ...last, end: Math.max(last.end, token.end) };
    } else {
      words.push(token);
    }
  }
  return words;
}

/** Joins words to entities: one goes on while words of its kind follow, up to one that begins another (B, S, U) or ends it (E, L). */
export function entitiesOf(words: readonly Tagged[]): readonly Entity[] {
  const groups: { kind: string; words: Tagged[] }[] = [];
  let open: (typeof groups)[number] | undefined;
  for (const word of words) {
    const { place, kind } = partsOf(word.label);
    if (kind === undefined) {
      open = undefined;
      continue;
    }
    if (open?.kind !== kind || /[BSU]/.test(place)) {
      open = { kind, words: [] };
      groups.push(open);
    }
    open.words.push(word);
    if (/[ELSU]/.test(place)) open = undefined;
  }
  return groups.map(({ kind, words }) => ({
    start: words[0].start,
    end: words[words.length - 1].end,
    label: kind,
    score: words.reduce((sum, { score }) => sum + score, 0) / words.length,
  }));
}

const WORD_CHARACTER = /^[\p{L}\p{M}\p{N}]$/u;

/** Whether a token goes on with a word: they share a character, or touch where letters, marks or digits stand on both sides. */
function continues(text: string, word: Span, { start }: Span): boolean {
  if (start !== word.end) return start < word.end;
  const before = [...text.slice(Math.max(0, start - 2), start)].at(-1) ?? "";
  const after = String.fromCodePoint(text.codePointAt(start) ?? 32);
  return WORD_CHARACTER.test(before) && WORD_CHARACTER.test(after);
}
