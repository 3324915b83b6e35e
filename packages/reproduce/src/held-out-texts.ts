import { type Document, permutation, random } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";

/** The beginning of a document that ends with a line, and what follows it. */
export interface Context {
  readonly prompt: string;
  readonly rest: string;
}

/** A multiple-choice item: which text goes on with the context. */
export interface ChoiceItem {
  readonly context: string;
  readonly choices: readonly string[];
  /** Position of the right choice. */
  readonly answer: number;
}

/** Lines of a document that may be in its context. */
const LINES = 30;

/** Characters of each choice; what follows a context must have as many. */
const CHOICE = 60;

const CHOICES = 4;

/** The beginnings of documents: as many lines as fit into so many tokens. Documents whose first line does not fit have none. */
export async function contexts(
  documents: AsyncIterable<Document>,
  tokenizer: Pick<Tokenizer, "encode">,
  tokens: number,
): Promise<Context[]> {
  const found: Context[] = [];
  for await (const { text } of documents) {
    const lines = text.split(/(?<=\n)/).slice(0, LINES);
    const lengths = (await tokenizer.encode(lines)).map((encoded) => encoded.length);
    let [count, sum] = [0, lengths[0]];
    while (sum <= tokens && count < lines.length) sum += lengths[++count] ?? Infinity;
    const prompt = lines.slice(0, count).join("");
    if (prompt.trim() !== "") found.push({ prompt, rest: text.slice(prompt.length) });
  }
  return found;
}

/**
 * Items made of held-out text alone: each context with what follows it, among what follows three others, cut to the same
 * length. Distractors are drawn by seed from other documents.
 */
export function choiceItems(found: readonly Context[], most: number): ChoiceItem[] {
  const usable = found.flatMap(({ prompt, rest }) => {
    const next = rest.slice(0, CHOICE);
    return next.length === CHOICE && next.trim() !== "" ? [{ prompt, next }] : [];
  });
  const different = [...new Map(usable.map((item) => [item.next, item])).values()];
  if (different.length < CHOICES) return [];
  return different.slice(0, most).map(({ prompt, next }, i) => {
    const draw = random("choices", i);
    const others = different.filter((other) => other.next !== next);
    const drawn = [...permutation(others.length, draw)].slice(0, CHOICES - 1);
    const texts = [next, ...drawn.map((other) => others[other].next)];
    const choices = [...permutation(CHOICES, draw)].map((position) => texts[position]);
    return { context: prompt, choices, answer: choices.indexOf(next) };
  });
}
